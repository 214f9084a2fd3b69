import { Option } from 'commander';

/** `--cluster`, by which targets are chosen. */
export function clusterOption(): Option {
  return new Option('--cluster <cluster>', 'only on this cluster, host is the host; may be repeated')
    .argParser((cluster, previous: readonly string[]) => [...previous, cluster])
    .default([], 'all of them');
}
