import { type Command, Option } from 'commander';

/** Which cluster and which namespaces a command is about, as kubectl's flags say it. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
}

/** Adds the flags that every command has that talks to a cluster. They mean what they mean in kubectl. */
export function addClusterOptions(command: Command): Command {
  return command
    .addOption(
      new Option('-n, --namespace <namespace>', "the namespace of the Applications; default: the context's").conflicts(
        'allNamespaces',
      ),
    )
    .option('-A, --all-namespaces', 'Applications of all namespaces')
    .option('--context <name>', 'the context of the kubeconfig; default: its current one')
    .option('--kubeconfig <path>', "the kubeconfig; default: $KUBECONFIG, ~/.kube/config, or the Pod's ServiceAccount");
}
