import pino from 'pino';
import { type WatchOptions, watchApplications } from '../../controllers';
import { KubeClient, KubeconfigError } from '../../kube';
import type { ClusterOptions } from '../../observe';
import type { Io } from '../shell';
import { ExitCode, expectedError, stackOf, untilSignal } from '../shell';

export interface WatchCommandOptions extends ClusterOptions {
  readonly selector?: string;
  readonly leaderElect?: boolean;
  readonly leaseName: string;
  readonly leaseNamespace?: string;
  readonly metricsAddress?: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly dryRun?: boolean;
  readonly once?: boolean;
  readonly concurrency: number;
  readonly kubeApiQps?: number;
  readonly kubeApiBurst: number;
}

/**
 * `fluxapp watch`: until a signal. Errors before the start are printed, later errors are logged.
 *
 * @returns the exit code
 */
export async function runWatch(options: WatchCommandOptions, io: Io): Promise<number> {
  const log = pino(
    {
      level: options.logLevel,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: named },
    },
    io.stderr,
  );
  const watch = await watchOptions(options, io);
  try {
    await untilSignal((signal) => watchApplications({ ...watch, log, signal }));
    return ExitCode.Ok;
  } catch (error) {
    if (error instanceof KubeconfigError) throw error;
    const expected = expectedError(error);
    log.error(expected ? { error: expected.message } : { error: String(error), stack: stackOf(error) }, 'stopped');
    return ExitCode.Error;
  }
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
    ...(options.leaderElect ? { leaderElection: { name: options.leaseName, namespace: options.leaseNamespace } } : {}),
    ...(options.dryRun ? { dryRun: (write) => io.stdout.write(`${JSON.stringify(write)}\n`) } : {}),
  };
}

function named(label: string): object {
  return { level: label };
}
