import type { ClusterOptions } from '../../observe';
import type { InputOptions } from '../input';

export interface ClustersOptions extends ClusterOptions, InputOptions {
  readonly output: 'table' | 'yaml' | 'json';
  /** Of Secrets that hold kubeconfigs. */
  readonly selector?: string;
  readonly secrets?: boolean;
}
