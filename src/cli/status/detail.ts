import { type ApplicationView, type SourceView, sinceOf } from '../../observe';
import type { Cause, State, TargetReport } from '../../status';
import { byWave, causesOf, namerOf, worstFirst } from '../../status';
import { paint } from '../shell';
import { ageOf, type Column, paintState, printable, tableLines, wrap } from '../shell/terminal';
import { differenceLines } from './differences';
import type { Sheet } from './sheet';

/**
 * The detail of an application: its summary, the causes that several targets have in common, its targets, and
 * separately its other objects.
 */
export function detailLines(view: ApplicationView, sheet: Sheet): string[] {
  const { report } = view;
  const causes = causesOf(report.targets);
  const shared = causes.some(({ targets }) => targets.length > 1) ? causes : [];
  const targets = [...report.targets].sort((a, b) => byWave(a, b) || worstFirst(a, b));
  const differences = differenceLines(report, sheet);
  return [
    ...headLines(view, sheet),
    ...section('Causes', causeLines(view, shared, sheet), shared.length, sheet),
    ...section('Targets', targetLines(view, targets, shared, sheet), targets.length, sheet),
    ...section('Changed between synthesis and cluster', differences, differences.length, sheet),
    ...section('Orphaned, without a target', orphanLines(view, sheet), report.orphans.length, sheet),
    ...[true, false].flatMap((isTemplate) => {
      const sources = view.sources.filter((source) => source.isTemplate === isTemplate);
      const title = isTemplate ? 'Templates, which targets refer to' : 'Sources';
      return section(title, sourceLines(sources, sheet), sources.length, sheet);
    }),
  ];
}

/** Why there may be no Application, which cannot be inferred from its objects, and what to do. */
const NO_APPLICATION =
  "none. Its objects were written without one (applicationFormat: 'none'); or it was deleted and they are left over: " +
  'apply it again, or delete them';

function headLines({ namespace, name, created, now, report }: ApplicationView, { stream, width }: Sheet): string[] {
  const fields = {
    Name: name,
    Namespace: namespace,
    Type: report.kind,
    Source: report.source,
    Revision: report.revision,
    Ready: `${report.ready}/${report.desired}`,
    State: report.state,
    Age: ageOf(created, now),
    Summary: report.message,
    Application: report.undeclared && NO_APPLICATION,
  };
  const shownFields = Object.entries(fields).flatMap(([key, value]) => (value ? [[key, value] as const] : []));
  const margin = Math.max(...shownFields.map(([key]) => key.length)) + 3;
  return shownFields.flatMap(([key, value]) => {
    const [first = '', ...others] = wrap(printable(value), Math.max(8, (width ?? Number.POSITIVE_INFINITY) - margin));
    const shown = key === 'State' ? paintState(first, report.state, stream) : first;
    return [`${key}:`.padEnd(margin) + shown, ...others.map((line) => ' '.repeat(margin) + line)];
  });
}

function section(title: string, lines: readonly string[], count: number, { stream }: Sheet): string[] {
  return count === 0 ? [] : ['', `${paint(title, 'bold', stream)}:`, ...lines];
}

/** The number of targets of a cause that are listed by name. */
const MOST_NAMED = 5;

function causeLines(view: ApplicationView, causes: readonly Cause[], { stream, width }: Sheet): string[] {
  const name = namerOf(view.report.targets);
  const column = columnsOf(causes);
  const named = ({ targets }: Cause) => {
    const names = targets.slice(0, MOST_NAMED).map(name).join(', ');
    return targets.length > MOST_NAMED ? `${names}, …` : names;
  };
  return tableLines(
    [
      { header: 'CAUSE', cells: causes.map((_, index) => `${index + 1}`) },
      column('STATE', ({ state }) => state, stateColours(causes, stream)),
      column('TARGETS', ({ targets }) => `${targets.length}`),
      column('ON', named, { least: 12, rank: 2 }),
      column('SINCE', (cause) => ageOf(sinceOf(cause, view), view.now), { rank: 1 }),
    ],
    { width, remarks: { header: 'MESSAGE', texts: causes.map(({ message }) => message) } },
  );
}

/** @param causes those with a separate table, which contains the message of their targets */
function targetLines(
  view: ApplicationView,
  targets: readonly TargetReport[],
  causes: readonly Cause[],
  { stream, width }: Sheet,
): string[] {
  const numbers = new Map(
    causes.flatMap((cause, index) => {
      // the running revision of a suspended target, and whether it had failed, differ between targets
      if (cause.state === 'Suspended') return [];
      return cause.targets.map(({ key }) => [key, index + 1] as const);
    }),
  );
  const keys = new Map<string, number>();
  for (const target of targets) keys.set(placeOf(target), (keys.get(placeOf(target)) ?? 0) + 1);
  const isAmbiguous = [...keys.values()].some((count) => count > 1);
  const column = columnsOf(targets);
  const waves = targets.some(({ wave }) => wave !== undefined);
  return tableLines(
    [
      ...(waves ? [column('WAVE', ({ wave }) => wave?.toString())] : []),
      // two targets in one cluster and namespace have explicit names
      ...(isAmbiguous ? [column('TARGET', ({ key }) => key, { least: 10 })] : []),
      column('CLUSTER', ({ cluster }) => cluster ?? 'host', { least: 8 }),
      column('NAMESPACE', ({ namespace }) => namespace, { least: 8, rank: 3 }),
      column('STATE', ({ state }) => state, stateColours(targets, stream)),
      column('REVISION', revisionsOf, { least: 8 }),
      column('SUSPENDED', ({ state }) => (state === 'Suspended' ? 'yes' : 'no'), { rank: 2 }),
      column('SINCE', (target) => ageOf(sinceOf(target, view), view.now), { rank: 1 }),
    ],
    {
      width,
      remarks: {
        header: 'MESSAGE',
        texts: targets.map(({ key, message }) => (numbers.has(key) ? `cause ${numbers.get(key)}` : message)),
        isMinor: (row) => targets[row]?.state === 'Ready',
      },
    },
  );
}

/** The running revision, and the version that is to run: `6.9.0 -> 6.10.0`. */
function revisionsOf({ revision, wanted }: TargetReport): string | undefined {
  return wanted === undefined ? revision : `${revision} -> ${wanted}`;
}

function orphanLines(view: ApplicationView, { stream, width }: Sheet): string[] {
  const { orphans } = view.report;
  const column = columnsOf(orphans);
  return tableLines(
    [
      column('CLUSTER', ({ cluster }) => cluster ?? 'host', { least: 8 }),
      column('KIND', ({ kind }) => kind, { rank: 1 }),
      column('NAME', ({ name }) => name, { least: 10 }),
      column('STATE', ({ state }) => state, stateColours(orphans, stream)),
      column('SINCE', (orphan) => ageOf(sinceOf(orphan, view), view.now), { rank: 2 }),
    ],
    { width, remarks: { header: 'MESSAGE', texts: orphans.map(({ message }) => message) } },
  );
}

function sourceLines(sources: readonly SourceView[], { stream, width }: Sheet): string[] {
  const column = columnsOf(sources);
  return tableLines(
    [
      column('KIND', ({ kind }) => kind, { least: 8 }),
      column('NAMESPACE', ({ namespace }) => namespace, { least: 8, rank: 1 }),
      column('NAME', ({ name }) => name, { least: 10 }),
      column('STATE', ({ state }) => state, stateColours(sources, stream)),
      column('REVISION', ({ revision }) => revision, { least: 8, rank: 2 }),
    ],
    {
      width,
      remarks: {
        header: 'MESSAGE',
        texts: sources.map(({ message }) => message),
        isMinor: (row) => sources[row]?.state === 'Ready',
      },
    },
  );
}

function columnsOf<T>(rows: readonly T[]) {
  return (header: string, cell: (row: T) => string | undefined, more: Partial<Column> = {}): Column => ({
    header,
    cells: rows.map((row) => cell(row) ?? ''),
    ...more,
  });
}

function stateColours(rows: readonly { readonly state: State }[], stream: NodeJS.WritableStream): Partial<Column> {
  return { paint: (text, row) => paintState(text, (rows[row] as { state: State }).state, stream) };
}

function placeOf({ cluster, namespace }: TargetReport): string {
  return JSON.stringify([cluster, namespace]);
}
