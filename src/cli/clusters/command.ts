import { type Command, Option } from 'commander';
import { ExpectedError } from '../../diagnostics';
import type { Io } from '../shell';
import { addClusterOptions, addFileOptions } from '../shell';
import type { ClustersOptions } from './options';

const EXAMPLES = `
It lists the clusters that a host knows, from these objects:
  Clusters of Cluster API     cluster.x-k8s.io; the Secret NAME-kubeconfig
  Secrets with -l SELECTOR    the Secret itself; it has the name of the cluster
  Clusters of KubeSphere      cluster.kubesphere.io; the Secret NAME
  ClusterProfiles             multicluster.x-k8s.io; the Secret NAME
If several objects describe a cluster, it is listed once, with the labels of all
of them. Only metadata is read, also of Secrets. -o yaml prints the file that
ClusterSet.fromFile() reads; it contains the host only if KubeSphere names it.

--secrets checks manifests instead: it reports the kubeconfig Secrets and
ConfigMaps, or keys in them, that HelmReleases, Kustomizations or Applications
need and that are missing. It reads these Secrets, and prints only the names of
their keys.

The exit code is 0; it is 1 after an error, or if --secrets reports a problem.

Examples:
  fluxapp clusters -A
  fluxapp clusters -n apps -l example.com/kubeconfig -o yaml > clusters.yaml
  fluxapp clusters --secrets -f dist/`;

/** Adds `fluxapp clusters`. */
export function addClustersCommand(program: Command, io: Io, exit: (code: number) => void): void {
  const command = program
    .command('clusters')
    .description('list the clusters that a host knows, or check their Secrets')
    .usage('[-n NAMESPACE|-A] [options]')
    .addOption(
      new Option('-o, --output <format>', 'table; yaml or json: the file for ClusterSet.fromFile()')
        .choices(['table', 'yaml', 'json'])
        .default('table'),
    )
    .option('-l, --selector <selector>', 'list Secrets with these labels as clusters; default: none')
    .addOption(
      new Option('--secrets', 'check the Secrets that manifests need').conflicts([
        'output',
        'selector',
        'allNamespaces',
      ]),
    );
  addFileOptions(command, 'with --secrets: a file, a directory, or -; may be repeated', 'none');
  addClusterOptions(command, 'objects')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ClustersOptions) => {
      const isGiven = options.filename.length > 0;
      if (options.secrets && !isGiven) throw new ExpectedError('--secrets: name manifests with -f');
      if (!options.secrets && isGiven) throw new ExpectedError('-f: only with --secrets');
      const { runClusters } = await import('./run.js');
      exit(await runClusters(options, io));
    });
}
