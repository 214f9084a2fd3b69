import { copyOf, type ValueMap } from '../json';

/** An object that runs something in a cluster, without the labels that all of them share. */
export interface InstallManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Absent: the object has none. */
  readonly namespace?: string;
  /** Makes everything but apiVersion, kind and metadata. Called when it is written, so with props that are right. */
  readonly body: () => object;
}

/** What the objects of one installation share. */
export interface Installed {
  /** Of the objects that have a namespace. */
  readonly name: string;
  readonly namespace: string;
  /** Of objects that others may make as well: those without namespace, and those in the namespace that is watched. */
  readonly globalName: string;
  /** Of all objects. */
  readonly labels: Readonly<Record<string, string>>;
  /** What its Pods are found by. */
  readonly selectorLabels: Readonly<Record<string, string>>;
}

export const NAME_LABEL = 'app.kubernetes.io/name';
export const INSTANCE_LABEL = 'app.kubernetes.io/instance';

/**
 * What the objects of an installation share.
 *
 * @param program what is installed
 * @param labels that its author gives
 */
export function installedAs(
  program: string,
  name: string,
  namespace: string,
  labels: Readonly<Record<string, string>> | undefined,
): Installed {
  const selectorLabels = { [NAME_LABEL]: program, [INSTANCE_LABEL]: name };
  // a namespace has no dots: no two installations have the same name
  const globalName = `${program}.${namespace}.${name}`;
  return { name, namespace, globalName, labels: { ...labels, ...selectorLabels }, selectorLabels };
}

/** An object of an installation as a whole: plain data. */
export function objectOf(
  { apiVersion, kind, name, namespace, body }: InstallManifest,
  { labels }: Pick<Installed, 'labels'>,
): ValueMap {
  return copyOf({ apiVersion, kind, metadata: { name, namespace, labels }, ...body() });
}
