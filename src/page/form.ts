/** The messages between the form for a new application and the server. */
import type { DeliveryKind } from '../kubernetes';

/** The content of the form, with texts as they were typed. An empty text means that the field is not set. */
export interface Draft {
  readonly namespace: string;
  readonly name: string;
  readonly alias: string;
  readonly description: string;
  readonly type: DeliveryKind;
  /** `HelmRepository/podinfo`, or `HelmRepository/flux-system/podinfo` for another namespace. */
  readonly source: string;
  /** The name of a template, instead of source and chart. */
  readonly template: string;
  readonly chart: string;
  readonly version: string;
  /** Paths in the source, separated by `;`. */
  readonly valuesFiles: string;
  readonly saveTemplate: boolean;
  readonly targets: readonly DraftTarget[];
}

/** A target in the form. */
export interface DraftTarget {
  /** `host`; a Secret with a kubeconfig, `NAME` or `NAME/KEY`; or `ConfigMap/NAME`. */
  readonly cluster: string;
  readonly namespace: string;
  readonly interval: string;
  /** Expressions in the syntax of `helm --set`, one per line. */
  readonly set: string;
  readonly valuesFrom: readonly DraftReference[];
  readonly releaseName: string;
  readonly storageNamespace: string;
  readonly createNamespace: boolean;
  /** Options such as `install.timeout=5m`, one per line. */
  readonly options: string;
  /** For manifests: the folder in the source. */
  readonly path: string;
  /** For manifests: whether Flux deletes objects that are no longer in them. */
  readonly prune: boolean;
  /** Any other fields of a target, as YAML. */
  readonly more: string;
}

/** A reference to a ConfigMap or Secret with values; its content is not read. */
export interface DraftReference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly valuesKey: string;
  readonly targetPath: string;
}

export const EMPTY_TARGET: DraftTarget = {
  ...{ cluster: '', namespace: '', interval: '', set: '', valuesFrom: [], releaseName: '', storageNamespace: '' },
  ...{ createNamespace: false, options: '', path: '', prune: true, more: '' },
};

export const EMPTY_DRAFT: Draft = {
  ...{ namespace: '', name: '', alias: '', description: '', type: 'HelmRelease', source: '', template: '' },
  ...{ chart: '', version: '', valuesFiles: '', saveTemplate: false, targets: [{ ...EMPTY_TARGET, cluster: 'host' }] },
};

/** A field of the form. */
export type DraftField =
  | Exclude<keyof Draft, 'targets'>
  | 'targets'
  | `targets.${number}.${Exclude<keyof DraftTarget, 'createNamespace'>}`;

/** An error or warning about a field. */
export interface DraftProblem {
  /** Undefined: about the whole form. */
  readonly field?: DraftField;
  readonly severity: 'error' | 'warning';
  /**
   * The path in the Application, such as `helmRelease.deploy[0].interval`, without the prefix that all fields share.
   */
  readonly path: string;
  readonly message: string;
}

/** The response to the content of a form. */
export interface DraftAnswer {
  readonly problems: readonly DraftProblem[];
  /** Undefined if there are errors. */
  readonly texts?: DraftTexts;
}

/** The application in the formats that a repository can contain, and the objects for Flux. */
export interface DraftTexts {
  readonly typescript: string;
  readonly yaml: string;
  readonly objects: readonly DraftObject[];
}

/** A format in which an application is saved as a file. */
export type DraftFormat = Exclude<keyof DraftTexts, 'objects'>;

/** A Flux object. */
export interface DraftObject {
  readonly kind: string;
  readonly name: string;
  readonly yaml: string;
}

/** A request of the page to save the application as a new file. */
export interface SaveOrder {
  readonly draft: Draft;
  readonly format: DraftFormat;
}

/** The response to a {@link SaveOrder}. */
export interface SaveAnswer {
  /** The path relative to the folder of `--out`. */
  readonly file: string;
}

/** The choices that the form offers: existing objects in the cluster. */
export interface Choices {
  /** `host`, and the kubeconfig Secrets of the member clusters. */
  readonly clusters: readonly string[];
  /** `HelmRepository/NAMESPACE/NAME` and so on. */
  readonly sources: readonly string[];
  /** `NAMESPACE/NAME` of HelmCharts that several releases can use. */
  readonly templates: readonly string[];
}

/**
 * The path of the file in which an application is saved, relative to the folder of `--out`. The namespace is trimmed,
 * as in the Application.
 */
export function fileOf({ namespace, name }: Pick<Draft, 'name' | 'namespace'>, format: DraftFormat): string {
  return `${namespace.trim()}/${name}.${format === 'yaml' ? 'yaml' : 'ts'}`;
}
