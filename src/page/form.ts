/** What the form for a new application and the server say to each other. */
import type { DeliveryKind } from '../kubernetes';

/** The form, every text as it was typed: an empty one says nothing. */
export interface Draft {
  readonly namespace: string;
  readonly name: string;
  readonly alias: string;
  readonly description: string;
  readonly type: DeliveryKind;
  /** `HelmRepository/podinfo`, or `HelmRepository/flux-system/podinfo` of another namespace. */
  readonly source: string;
  /** The name of a template, in place of source and chart. */
  readonly template: string;
  readonly chart: string;
  readonly version: string;
  /** Paths in the chart, with `;` between. */
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
  /** Expressions as `helm --set` takes them, one a line. */
  readonly set: string;
  readonly valuesFrom: readonly DraftReference[];
  readonly releaseName: string;
  readonly storageNamespace: string;
  readonly createNamespace: boolean;
  /** `install.timeout=5m`, one a line. */
  readonly options: string;
  /** Of manifests: the folder in the source. */
  readonly path: string;
  /** Of manifests: whether Flux deletes what has left them. */
  readonly prune: boolean;
  /** Any other fields of a target, as YAML. */
  readonly more: string;
}

/** A ConfigMap or Secret with values: its name alone. */
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

/** What is wrong with a field, or worth saying about it. */
export interface DraftProblem {
  /** Undefined: of the whole. */
  readonly field?: DraftField;
  readonly severity: 'error' | 'warning';
  /** Where in the Application, such as `helmRelease.deploy[0].interval`, without what is before all fields. */
  readonly path: string;
  readonly message: string;
}

/** What a form comes to. */
export interface DraftAnswer {
  readonly problems: readonly DraftProblem[];
  /** Undefined where there are errors. */
  readonly texts?: DraftTexts;
}

/** The application in the forms that a repository takes, and what Flux gets. */
export interface DraftTexts {
  readonly typescript: string;
  readonly yaml: string;
  readonly objects: readonly DraftObject[];
}

/** A form of an application that is saved as a file. */
export type DraftFormat = Exclude<keyof DraftTexts, 'objects'>;

/** An object of Flux. */
export interface DraftObject {
  readonly kind: string;
  readonly name: string;
  readonly yaml: string;
}

/** What the page asks for: a new file with the application. */
export interface SaveOrder {
  readonly draft: Draft;
  readonly format: DraftFormat;
}

/** What came of it. */
export interface SaveAnswer {
  /** Below the folder of `--out`. */
  readonly file: string;
}

/** What a form offers: what there is in the cluster. */
export interface Choices {
  /** `host`, and the Secrets by which members are reached. */
  readonly clusters: readonly string[];
  /** `HelmRepository/NAMESPACE/NAME` and so on. */
  readonly sources: readonly string[];
  /** `NAMESPACE/NAME` of HelmCharts that are made for several releases. */
  readonly templates: readonly string[];
}

/** The file that an application is saved as, below the folder of `--out`. The namespace is trimmed, as in the Application. */
export function fileOf({ namespace, name }: Pick<Draft, 'name' | 'namespace'>, format: DraftFormat): string {
  return `${namespace.trim()}/${name}.${format === 'yaml' ? 'yaml' : 'ts'}`;
}
