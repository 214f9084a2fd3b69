import { type WatchOptions, watchApplications } from '../../controllers';
import { KubeClient } from '../../kube';
import type { ClusterOptions } from '../../observe';
import { type DaemonOptions, electionOf } from '../daemon';
import { runDaemon } from '../daemon/run-daemon';
import type { Io } from '../shell';

export interface WatchCommandOptions extends ClusterOptions, DaemonOptions {
  readonly selector?: string;
  readonly dryRun?: boolean;
  readonly once?: boolean;
  readonly concurrency: number;
  readonly kubeApiQps?: number;
  readonly kubeApiBurst: number;
}

/**
 * `fluxapp watch`: runs until a signal. Errors before the start are printed, later errors are logged.
 *
 * @returns the exit code
 */
export async function runWatch(options: WatchCommandOptions, io: Io): Promise<number> {
  const watch = await watchOptions(options, io);
  return runDaemon(options, io, (signal, log) => watchApplications({ ...watch, log, signal }));
}

async function watchOptions(options: WatchCommandOptions, io: Io): Promise<WatchOptions> {
  const { kubeconfig, context, selector, metricsAddress, once, concurrency } = options;
  const namespace = options.allNamespaces
    ? undefined
    : (options.namespace ?? (await KubeClient.load(options)).namespace);
  return {
    ...{ kubeconfig, context, namespace, selector, metricsAddress, once, concurrency },
    qps: options.kubeApiQps,
    burst: options.kubeApiBurst,
    leaderElection: electionOf(options),
    ...(options.dryRun ? { dryRun: (write) => io.stdout.write(`${JSON.stringify(write)}\n`) } : {}),
  };
}
