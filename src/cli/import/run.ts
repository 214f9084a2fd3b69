import { type Adoption, adopt, adoptApplications, otherKeys, printProgram, type Remark } from '../../adopt';
import { DEFAULT_KEY } from '../../application';
import { redacted, several } from '../../diagnostics';
import { mapOf, stringOf, type ValueMap } from '../../json';
import { APPLICATION, DELIVERIES, DELIVERY_KINDS, namespacedName, type Resource, SOURCES } from '../../kubernetes';
import { nameOf, readInput } from '../input';
import { ExitCode, FindingReport, type Io, type Place } from '../shell';
import { readClusterFile } from './cluster-file';
import { type ClusterSelection, readObjects } from './read-objects';

export interface ImportOptions extends ClusterSelection {
  /** Empty: the cluster is read. */
  readonly filename: readonly string[];
  readonly recursive?: boolean;
  /** The file of a list of clusters. */
  readonly clusters?: string;
  readonly moves?: boolean;
}

/** The input, and the positions of its objects. */
interface Read {
  readonly objects: readonly ValueMap[];
  readonly files: readonly string[];
  placeOf(object: ValueMap): Place | undefined;
}

/** The objects to import. */
interface Import {
  /** The name of the missing objects in an error. */
  readonly what: string;
  /** The kinds to read from a cluster. */
  readonly resources: readonly Resource[];
  adopt(objects: readonly ValueMap[], options: { readonly namespace?: string }): Adoption;
}

const { HelmRelease, Kustomization } = DELIVERIES;

/** `fluxapp import releases`. */
export const RELEASES: Import = {
  what: 'HelmRelease or Kustomization',
  // the names of existing Applications are taken
  resources: [HelmRelease, Kustomization, APPLICATION, ...SOURCES.values()],
  adopt,
};

/** `fluxapp import applications`. */
export const APPLICATIONS: Import = {
  what: 'Application',
  resources: [APPLICATION, HelmRelease, ...SOURCES.values()],
  adopt: adoptApplications,
};

/**
 * Prints a program that creates the input.
 *
 * @returns the exit code: 0, or 1 if the input cannot be read, or if nothing can be imported
 */
export async function runImport({ what, resources, adopt }: Import, options: ImportOptions, io: Io): Promise<number> {
  const report = new FindingReport();
  const file = options.clusters === undefined ? undefined : await readClusterFile(options.clusters, io, report);
  const isFile = options.filename.length > 0;
  const input = isFile ? await readFiles(options, io, report) : await readCluster(resources, options);
  const adoption = adopt(input.objects, { namespace: isFile ? options.namespace : undefined });
  if (adoption.applications.length === 0 && !report.hasErrors) {
    const where = isFile ? options.filename.map(nameOf).join(', ') : 'the cluster';
    report.add({ severity: 'error', message: `no ${what} in ${where} can be imported` });
  }
  const warn = (remarks: readonly Remark[], wording: (message: string) => string) => {
    for (const { object, message } of remarks) {
      const text = `${describe(object)} ${wording(message)}`;
      report.add({ severity: 'warning', place: input.placeOf(object), message: text });
    }
  };
  warn(adoption.left, (message) => `stays as it is: ${message}`);
  warn(adoption.toMend, (message) => `needs a change: ${message}`);
  warn(
    adoption.withVariables,
    (message) =>
      `is imported with ${message}: it is only substituted if the Kustomization that applies the new object has the same spec.postBuild`,
  );
  for (const { name, keys } of file === undefined ? [] : otherKeys(adoption.applications, file)) {
    const key = keys.map((each) => (each === DEFAULT_KEY ? 'none' : redacted(each))).join(', ');
    const message = `cluster ${name} of the list has the same Secret as targets of the input, and another key: theirs is ${key}`;
    report.add({ severity: 'warning', message });
  }
  report.print(io.stderr, input.files);
  if (report.hasErrors) return ExitCode.Error;
  io.stdout.write(options.moves ? formatMoves(adoption) : printProgram(adoption, file));
  io.stderr.write(`${summaryOf(adoption)}\n`);
  return ExitCode.Ok;
}

async function readFiles(options: ImportOptions, io: Io, report: FindingReport): Promise<Read> {
  const { objects, files } = await readInput(options, io, (error) => report.add(error));
  const places = new Map(objects.map((object) => [object.value, object]));
  return { objects: objects.map(({ value }) => value), files, placeOf: (object) => places.get(object)?.place() };
}

async function readCluster(resources: readonly Resource[], options: ImportOptions): Promise<Read> {
  return { objects: await readObjects(resources, options), files: [], placeOf: () => undefined };
}

/** `HelmRelease flux-system/podinfo`; a name that could break the line is quoted. */
function describe({ kind, metadata }: ValueMap): string {
  const { name, namespace } = mapOf(metadata);
  const text = namespacedName({ name: stringOf(name) ?? '', namespace: stringOf(namespace) });
  return `${stringOf(kind)} ${/^[\w./-]+$/.test(text) ? text : redacted(text)}`;
}

function formatMoves({ taken }: Adoption): string {
  return taken.map(({ kind, namespace, name, newName }) => `${kind} ${namespace} ${name} ${newName}\n`).join('');
}

function summaryOf({ applications, sources, taken, left }: Adoption): string {
  const counts = DELIVERY_KINDS.map((kind) => ({ kind, count: taken.filter((each) => each.kind === kind).length }));
  const parts = counts.filter(({ count }) => count > 0).map(({ kind, count }) => several(count, kind));
  const from = parts.length > 0 ? `${parts.join(' and ')} became ` : '';
  const made = sources.length > 0 ? `, with ${several(sources.length, 'source')}` : '';
  const stays = left.length > 0 ? `; ${several(left.length, 'object')} left` : '';
  return `${from}${several(applications.length, 'application')}${made}${stays}`;
}
