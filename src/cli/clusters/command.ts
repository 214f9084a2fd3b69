import { type Command, Option } from 'commander';
import { ExpectedError } from '../../diagnostics';
import type { Io } from '../shell';
import { addClusterOptions, addFileOptions } from '../shell';
import type { ClustersOptions } from './options';

const EXAMPLES = `
It lists the clusters that a host knows, by the objects that are there:
  Clusters of Cluster API     cluster.x-k8s.io; the Secret NAME-kubeconfig
  Secrets with -l SELECTOR    each holds a kubeconfig; it names the cluster
  Clusters of KubeSphere      cluster.kubesphere.io; the Secret NAME
  ClusterProfiles             multicluster.x-k8s.io; the Secret NAME
What several of them know is listed once, with the labels of all. Only metadata
is read, of Secrets too. -o yaml prints the file that ClusterSet.fromFile()
reads; the host is in it only where KubeSphere names it.

--secrets checks manifests instead: which namespaces lack a Secret or ConfigMap
by which HelmReleases, Kustomizations or Applications reach their clusters, or
a key of one. It reads these Secrets, and prints names of keys alone.

The exit code is 0, or 1 after an error, or where --secrets finds that one is
lacking.

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
    .option('-l, --selector <selector>', 'Secrets with these labels hold kubeconfigs; default: none is listed')
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
      if (!options.secrets && isGiven) throw new ExpectedError('-f: it goes with --secrets');
      const { runClusters } = await import('./run.js');
      exit(await runClusters(options, io));
    });
}
