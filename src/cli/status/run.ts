import { namespacedName, rfc3339 } from '../../kubernetes';
import type { ApplicationView, ClusterOptions } from '../../observe';
import { ClusterReader, findByName, LookupError, viewsOf } from '../../observe';
import { nameOf, readInput } from '../input';
import type { Io } from '../shell';
import { ExitCode, formatPlace, untilSignal } from '../shell';
import { terminalOf } from '../shell/terminal';
import { followStatus } from './follow';
import { formatStatus, type Shown, type StatusFormat } from './format';
import { checkClusters, type Selection, select } from './selection';

export interface StatusOptions extends ClusterOptions, Selection {
  readonly output: StatusFormat;
  readonly watch?: boolean;
  /** Read instead of a cluster. */
  readonly filename?: string;
}

/**
 * `fluxapp status`.
 *
 * @returns the exit code, which does not depend on how the applications stand
 */
export async function runStatus(name: string | undefined, options: StatusOptions, io: Io): Promise<number> {
  const shown: Shown = { format: options.output, isOne: name !== undefined };
  if (options.watch) {
    await untilSignal((signal) => followStatus(name, options, shown, io, signal));
    return ExitCode.Ok;
  }
  const { filename } = options;
  const views = filename === undefined ? readCluster(name, options, io) : readDump(name, filename, options, io);
  const all = await views;
  checkClusters(all, options);
  const selected = select(all, options);
  if (selected.length === 0 && all.length > 0) io.stderr.write('nothing is selected\n');
  if (selected.length > 0 || !shown.isOne) print(selected, shown, io);
  return ExitCode.Ok;
}

function print(views: readonly ApplicationView[], shown: Shown, io: Io): void {
  const isTable = shown.format === 'table' || shown.format === 'wide';
  if (views.length === 0 && isTable) return;
  io.stdout.write(formatStatus(views, shown, { stream: io.stdout, width: terminalOf(io.stdout)?.columns }));
}

async function readCluster(name: string | undefined, options: ClusterOptions, io: Io): Promise<ApplicationView[]> {
  const reader = await ClusterReader.open(options, { names: name === undefined ? undefined : [name] });
  try {
    await reader.known();
    if (name !== undefined) return [reader.view(await reader.find(name)) as ApplicationView];
    const views = reader.views();
    if (views.length === 0) io.stderr.write(`no Application of Flux in ${reader.scope.place}\n`);
    return views;
  } finally {
    await reader.close();
  }
}

async function readDump(
  name: string | undefined,
  filename: string,
  { namespace }: ClusterOptions,
  io: Io,
): Promise<ApplicationView[]> {
  const place = namespace === undefined ? nameOf(filename) : `namespace ${namespace} of ${nameOf(filename)}`;
  const { objects } = await readInput({ filename: [filename] }, io, ({ place: at, message }) => {
    throw new LookupError(`${at ? `${formatPlace(at)}: ` : ''}${message}`);
  });
  const now = rfc3339(new Date());
  const all = viewsOf(
    objects.map(({ value }) => value),
    now,
  );
  if (name !== undefined) {
    const key = findByName(name, all.map(namespacedName), { namespace, place });
    return all.filter((view) => namespacedName(view) === key);
  }
  const views = all.filter((view) => namespace === undefined || view.namespace === namespace);
  if (views.length === 0) io.stderr.write(`no Application of Flux in ${place}\n`);
  return views;
}
