import { type Command, Option } from 'commander';
import { ExpectedError } from '../../diagnostics';
import type { Io } from '../shell';
import { completedBy, outputOption, repeatableOption } from '../shell';
import type { InstallOptions } from './run';

const EXAMPLES = `
Prints the objects that run "fluxapp watch" in the cluster that runs Flux: a
ServiceAccount with its permissions, a policy that restricts them, a Deployment
and a Service, as the construct FluxApplicationWatcher creates them. With
--lowering the Deployment runs "fluxapp controller --status" instead, which does
both. With --ui the output includes the objects of FluxApplicationUi, the
read-only page of "fluxapp ui", for "kubectl port-forward". Nothing is applied.

No image is published: build it with the Dockerfile of this project. The
CustomResourceDefinition of the Application is separate: "fluxapp crds" prints
it. For other settings, patch the objects, for example with kustomize.

Examples:
  fluxapp install --export --image registry.example.com/fluxapp:0.1.0
  fluxapp install --export --image registry.example.com/fluxapp:0.1.0 \\
    --replicas 2 | kubectl apply --server-side -f -
  fluxapp install --export --image registry.example.com/fluxapp:0.1.0 \\
    --lowering --default-service-account flux`;

/** Adds `fluxapp install`. */
export function addInstallCommand(program: Command, io: Io, exit: (code: number) => void): void {
  program
    .command('install')
    .description('print the manifests that run the watcher in a cluster')
    .usage('--export --image IMAGE [options]')
    .option('--export', 'print the objects; required, because the command applies nothing')
    .option('--image <image>', 'the image of the watcher')
    .addOption(repeatableOption('--image-pull-secret <name>', 'a Secret for the registry; may be repeated', 'none'))
    .option('--name <name>', 'the name of its objects', 'fluxapp-watcher')
    .addOption(
      completedBy(
        'namespaces',
        new Option('-n, --namespace <namespace>', 'the namespace that it runs in').default('flux-system'),
      ),
    )
    .addOption(repeatableOption('--label <key=value>', 'a label of all objects; may be repeated', 'none'))
    .addOption(
      completedBy(
        'namespaces',
        new Option('--watch-namespace <namespace>', 'the namespace whose Applications it watches; default: all'),
      ),
    )
    .option('-l, --selector <selector>', 'only Applications with these labels; not with --lowering; default: all')
    .addOption(
      new Option('--replicas <number>', 'with 2, one works, and the other takes over').choices(['1', '2']).default('1'),
    )
    .addOption(
      new Option('--log-level <level>', 'the lowest level that is logged').choices(['debug', 'info', 'warn', 'error']),
    )
    .option('--metrics-port <port>', 'the port of metrics and probes', '8080')
    .option('--service-monitor', 'also print a ServiceMonitor, for the Prometheus Operator')
    .option('--no-admission-policy', 'for Kubernetes before 1.30: omit the policy')
    .option('--ui', 'also print the manifests that serve the page, with the name fluxapp-ui')
    .option('--lowering', 'also lower Applications in the cluster: run "fluxapp controller"')
    .option('--all', 'also lower Applications that do not request it, unless they have a mark of another applier')
    .option('--default-service-account <name>', 'the ServiceAccount of targets on the host that do not set one')
    .addOption(
      repeatableOption(
        '--trusted-namespace <namespace>',
        'a namespace whose targets on the host need no ServiceAccount; may be repeated',
        'none',
      ),
    )
    .option('--allow-cross-namespace-refs', 'let Applications refer to objects of other namespaces')
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(async ({ export: isExport, ...options }: InstallOptions & { readonly export?: true }) => {
      if (!isExport) {
        throw new ExpectedError('install applies nothing: --export prints the objects, for "kubectl apply -f -"');
      }
      const { runInstall } = await import('./run.js');
      exit(runInstall(options, io));
    });
}
