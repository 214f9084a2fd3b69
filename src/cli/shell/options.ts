import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { dnsLabelProblem, dnsSubdomainProblem, millisecondsOf } from '../../kubernetes';
import { completedBy } from './completed-by';

const CLUSTER_GROUP = 'Cluster options:';

/**
 * Adds the options of every cluster command, with the same meaning as in kubectl.
 *
 * @param objects the objects that it reads in a namespace, or in all
 */
export function addClusterOptions(command: Command, objects = 'Applications'): Command {
  addConnectionOptions(command, `the namespace of the ${objects}`);
  const namespace = command.options.find(({ long }) => long === '--namespace') as Option;
  namespace.conflicts('allNamespaces');
  return command.addOption(clusterGroup('-A, --all-namespaces', `${objects} of all namespaces`));
}

/**
 * Adds the options that select a cluster, and a namespace in it.
 *
 * @param namespace the purpose of the namespace
 */
export function addConnectionOptions(command: Command, namespace: string): Command {
  const context = clusterGroup('--context <name>', 'the context of the kubeconfig; default: its current one');
  const kubeconfig = clusterGroup(
    '--kubeconfig <path>',
    "the kubeconfig; default: $KUBECONFIG, ~/.kube/config, or the Pod's ServiceAccount",
  );
  return command
    .addOption(
      completedBy('namespaces', clusterGroup('-n, --namespace <namespace>', `${namespace}; default: the context's`)),
    )
    .addOption(completedBy('contexts', context))
    .addOption(completedBy('files', kubeconfig));
}

function clusterGroup(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup(CLUSTER_GROUP);
}

/**
 * Adds `-f` and `-R`, which select the files that a command reads.
 *
 * @param absent the input without `-f`
 */
export function addFileOptions(command: Command, description: string, absent: string): Command {
  return command
    .addOption(completedBy('files', repeatable(new Option('-f, --filename <path>', description), absent)))
    .option('-R, --recursive', 'also read subdirectories');
}

/** An option that may be repeated: its value is a list. @param absent the meaning without the option */
export function repeatableOption(flags: string, description: string, absent: string): Option {
  return repeatable(new Option(flags, description), absent);
}

function repeatable(option: Option, absent: string): Option {
  return option.argParser((value, previous: readonly string[]) => [...previous, value]).default([], absent);
}

/** `--cluster`, which selects targets. */
export function clusterOption(): Option {
  const option = new Option(
    '--cluster <cluster>',
    'only this cluster, by its name or its Secret; host is the host cluster; may be repeated',
  );
  return completedBy('clusters', repeatable(option, 'all of them'));
}

/**
 * The name of an Application.
 *
 * @param name with the brackets of commander: `<name>`, `[name]`, `<name...>`
 */
export function applicationArgument(name: string, description: string): Argument {
  return completedBy('applications', new Argument(name, description));
}

const MOST_DAYS = 24;

/**
 * The milliseconds of a duration of at most 24 days: timers of Node end at once after 2^31 ms or more.
 *
 * @throws InvalidArgumentError
 */
export function parseDuration(text: string): number {
  const milliseconds = millisecondsOf(text);
  if (milliseconds === undefined) {
    throw new InvalidArgumentError('It must be a duration: numbers with a unit, such as 90s or 1h30m.');
  }
  if (milliseconds > MOST_DAYS * 24 * 3_600_000) {
    throw new InvalidArgumentError(`It must be at most ${MOST_DAYS} days, which are ${MOST_DAYS * 24}h.`);
  }
  return milliseconds;
}

/** `--set`: `NAME` or `NAMESPACE/NAME`. */
export function setOption(description: string): Option {
  return new Option('--set <name>', description).argParser(setName).default({ name: DEFAULT_SET }, DEFAULT_SET);
}

const DEFAULT_SET = 'fluxapp';

function setName(text: string): { readonly name: string; readonly namespace?: string } {
  const [name = '', namespace, ...more] = text.split('/').reverse();
  const problem = dnsSubdomainProblem(name) ?? (namespace === undefined ? undefined : dnsLabelProblem(namespace));
  if (problem !== undefined) throw new InvalidArgumentError(`It ${problem}.`);
  if (more.length > 0) throw new InvalidArgumentError('It must be NAME or NAMESPACE/NAME.');
  return namespace === undefined ? { name } : { name, namespace };
}

/** The value of {@link outputOption}. */
export type OutputFormat = 'yaml' | 'json';

/** `-o` of the commands that print objects. */
export function outputOption(): Option {
  return new Option('-o, --output <format>', 'yaml: documents separated by ---; json: one List')
    .choices(['yaml', 'json'])
    .default('yaml');
}
