import { type Command, Option } from 'commander';

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
