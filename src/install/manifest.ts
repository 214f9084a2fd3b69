import { copyOf, type ValueMap } from '../json';

/** An object of an installation, without the labels that all its objects share. */
export interface InstallManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Absent for a cluster-scoped object. */
  readonly namespace?: string;
  /**
   * Creates everything except apiVersion, kind and metadata. Called only when it is written, and thus with valid props.
   */
  readonly body: () => object;
}

/** The names and labels of one installation. */
export interface Installed {
  /** The name of namespaced objects in its own namespace. */
  readonly name: string;
  readonly namespace: string;
  /**
   * The name of objects that may clash with those of other installations: cluster-scoped ones, and those in the watched
   * namespace.
   */
  readonly globalName: string;
  /** The labels of all objects. */
  readonly labels: Readonly<Record<string, string>>;
  /** The labels that select its Pods. */
  readonly selectorLabels: Readonly<Record<string, string>>;
}

export const NAME_LABEL = 'app.kubernetes.io/name';
export const INSTANCE_LABEL = 'app.kubernetes.io/instance';

/**
 * The names and labels of an installation.
 *
 * @param program the program that is installed
 * @param labels the user's labels
 */
export function installedAs(
  program: string,
  name: string,
  namespace: string,
  labels: Readonly<Record<string, string>> | undefined,
): Installed {
  const selectorLabels = { [NAME_LABEL]: program, [INSTANCE_LABEL]: name };
  // a namespace contains no dot, so two installations never have the same name
  const globalName = `${program}.${namespace}.${name}`;
  return { name, namespace, globalName, labels: { ...labels, ...selectorLabels }, selectorLabels };
}

/** A complete object of an installation, as plain data. */
export function objectOf(
  { apiVersion, kind, name, namespace, body }: InstallManifest,
  { labels }: Pick<Installed, 'labels'>,
): ValueMap {
  return copyOf({ apiVersion, kind, metadata: { name, namespace, labels }, ...body() });
}
