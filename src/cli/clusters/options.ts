import type { ClusterOptions } from '../../observe';

export interface ClustersOptions extends ClusterOptions {
  readonly output: 'table' | 'yaml' | 'json';
  /** Of Secrets that hold kubeconfigs. */
  readonly selector?: string;
  readonly secrets?: boolean;
  /** Files, directories, `-`. */
  readonly filename: readonly string[];
  readonly recursive?: boolean;
}
