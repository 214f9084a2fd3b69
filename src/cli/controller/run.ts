import { lowerApplications } from '../../controllers';
import { KubeClient } from '../../kube';
import type { ClusterOptions } from '../../observe';
import { type DaemonOptions, electionOf } from '../daemon';
import { runDaemon } from '../daemon/run-daemon';
import type { Io } from '../shell';

export interface ControllerCommandOptions extends ClusterOptions, DaemonOptions {
  readonly all?: boolean;
  readonly status?: boolean;
  readonly defaultServiceAccount?: string;
  readonly trustedNamespace: readonly string[];
  readonly allowCrossNamespaceRefs?: boolean;
  readonly concurrency: number;
}

/**
 * `fluxapp controller`: runs until a signal. Errors before the start are printed, later ones are logged.
 *
 * @returns the exit code
 */
export async function runController(options: ControllerCommandOptions, io: Io): Promise<number> {
  const { kubeconfig, context, all, status, defaultServiceAccount, metricsAddress, concurrency } = options;
  const namespace = options.allNamespaces
    ? undefined
    : (options.namespace ?? (await KubeClient.load(options)).namespace);
  return runDaemon(options, io, (signal, log) =>
    lowerApplications({
      ...{ kubeconfig, context, namespace, all, status, defaultServiceAccount, metricsAddress, concurrency },
      trustedNamespaces: options.trustedNamespace,
      allowsCrossNamespaceRefs: options.allowCrossNamespaceRefs,
      leaderElection: electionOf(options),
      ...{ signal, log },
    }),
  );
}
