import type { ClusterOptions } from '../../observe';
import type { InputOptions } from '../input';

export interface ClustersOptions extends ClusterOptions, InputOptions {
  readonly output: 'table' | 'yaml' | 'json';
  /** A label selector of Secrets with kubeconfigs. */
  readonly selector?: string;
  readonly secrets?: boolean;
}
