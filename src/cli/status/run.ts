import { namespacedName, rfc3339 } from '../../kubernetes';
import type { ApplicationView, ClusterOptions } from '../../observe';
import { ClusterReader, findByName, LookupError, viewsOf } from '../../observe';
import type { Place } from '../../page';
import { nameOf, readInput } from '../input';
import { pageHtml, readPageFiles, staticData } from '../page';
import type { Io } from '../shell';
import { ExitCode, formatPlace, untilSignal } from '../shell';
import { terminalOf } from '../shell/terminal';
import { followStatus } from './follow';
import { formatStatus, type Shown, type StatusFormat } from './format';
import { checkClusters, type Selection, select } from './selection';

export interface StatusOptions extends ClusterOptions, Selection {
  readonly output: StatusFormat;
  readonly watch?: boolean;
  /** A file to read instead of a cluster. */
  readonly filename?: string;
}

/**
 * `fluxapp status`.
 *
 * @returns the exit code, which does not depend on the states of applications
 */
export async function runStatus(name: string | undefined, options: StatusOptions, io: Io): Promise<number> {
  const shown: Shown = { format: options.output, isOne: name !== undefined };
  if (options.watch) {
    await untilSignal((signal) => followStatus(name, options, shown, io, signal));
    return ExitCode.Ok;
  }
  const { filename } = options;
  const found = filename === undefined ? readCluster(name, options, io) : readDump(name, filename, options, io);
  const { views: all, place } = await found;
  checkClusters(all, options);
  const selected = select(all, options);
  if (selected.length === 0 && all.length > 0) io.stderr.write('nothing is selected\n');
  if (selected.length > 0 || !shown.isOne) print(selected, place, shown, io);
  return ExitCode.Ok;
}

/** The data, and its origin. */
interface Found {
  readonly views: ApplicationView[];
  readonly place: Place;
}

function print(views: readonly ApplicationView[], place: Place, shown: Shown, io: Io): void {
  if (shown.format === 'html') {
    io.stdout.write(pageHtml(staticData(views, place, rfc3339(new Date())), readPageFiles()));
    return;
  }
  const isTable = shown.format === 'table' || shown.format === 'wide';
  if (views.length === 0 && isTable) return;
  io.stdout.write(formatStatus(views, shown, { stream: io.stdout, width: terminalOf(io.stdout)?.columns }));
}

async function readCluster(name: string | undefined, options: ClusterOptions, io: Io): Promise<Found> {
  const reader = await ClusterReader.open(options, { names: name === undefined ? undefined : [name] });
  try {
    await reader.known();
    const place = { context: reader.context, namespace: reader.scope.namespace };
    if (name !== undefined) return { place, views: [reader.view(await reader.find(name)) as ApplicationView] };
    const views = reader.views();
    if (views.length === 0) io.stderr.write(`no Application of Flux in ${reader.scope.place}\n`);
    return { views, place };
  } finally {
    await reader.close();
  }
}

async function readDump(
  name: string | undefined,
  filename: string,
  { namespace }: ClusterOptions,
  io: Io,
): Promise<Found> {
  const where = namespace === undefined ? nameOf(filename) : `namespace ${namespace} of ${nameOf(filename)}`;
  const { objects } = await readInput({ filename: [filename] }, io, ({ place: at, message }) => {
    throw new LookupError(`${at ? `${formatPlace(at)}: ` : ''}${message}`);
  });
  const place = { context: nameOf(filename), namespace };
  const now = rfc3339(new Date());
  const all = viewsOf(
    objects.map(({ value }) => value),
    now,
  );
  if (name !== undefined) {
    const key = findByName(name, all.map(namespacedName), { namespace, place: where });
    return { place, views: all.filter((view) => namespacedName(view) === key) };
  }
  const views = all.filter((view) => namespace === undefined || view.namespace === namespace);
  if (views.length === 0) io.stderr.write(`no Application of Flux in ${where}\n`);
  return { views, place };
}
