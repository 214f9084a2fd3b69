import type { FieldChange, ObjectChange, ReleaseWorkloads, WorkloadChange } from '../../../change';
import { canonicalJson, formatPath } from '../../../json';
import { printable } from '../../shell/terminal';
import { fieldLines, type PlanLine } from './field-lines';

/** Releases with the same workload changes. */
interface Shared {
  readonly workloads: ReleaseWorkloads;
  /** The clusters of the releases, or their addresses; for the release of the change itself, its cluster. */
  readonly places: readonly string[];
  /** Whether they are other releases than that of the change. */
  readonly isOfOthers: boolean;
}

/**
 * A line for each changed field of the workloads, for each object that is created or deleted, and for everything that
 * cannot be predicted. Lines about other releases follow a line that names these releases.
 */
export function workloadLines({ workloads = [] }: ObjectChange, places: readonly string[]): PlanLine[] {
  return shared(workloads, places).flatMap(({ workloads: { objects = [] }, isOfOthers, places: own }) => {
    const lines = linesOfObjects(objects);
    const isNamed = isOfOthers && lines.length > 0;
    return isNamed ? [{ sign: ' ' as const, text: `HelmRelease on ${own.join(' ')}:` }, ...lines] : lines;
  });
}

function shared(workloads: readonly ReleaseWorkloads[], places: readonly string[]): Shared[] {
  const groups = new Map<string, Shared>();
  for (const { release, cluster, ...known } of workloads) {
    const isOfOthers = release !== undefined;
    const own = release === undefined ? places : [printable(cluster ?? release)];
    const id = canonicalJson([isOfOthers, known]);
    const before = groups.get(id)?.places ?? [];
    groups.set(id, { workloads: known, places: [...before, ...own], isOfOthers });
  }
  return [...groups.values()];
}

const SIGNS = { create: '+', delete: '-', update: '~' } as const;

const UNFORETOLD = '   # cannot be predicted';

/** The minimum number of objects with the same change of a field to print it as one line. */
const MANY = 4;

function linesOfObjects(objects: readonly WorkloadChange[]): PlanLine[] {
  const counts = new Map<string, number>();
  for (const id of objects.flatMap(({ fields }) => fields).map(idOf)) counts.set(id, (counts.get(id) ?? 0) + 1);
  const said = new Set<string>();
  const linesOfField = (field: FieldChange, name: string): PlanLine[] => {
    const id = idOf(field);
    const count = counts.get(id) ?? 0;
    const isShared = count >= MANY && !field.sensitive;
    if (isShared && said.has(id)) return [];
    said.add(id);
    const [first, ...rest] = fieldLines(field) as [PlanLine, ...PlanLine[]];
    return [{ ...first, text: `${isShared ? `${count} objects` : name}  ${first.text}` }, ...rest];
  };
  return objects.flatMap(({ object, action, fields, unforetold, unverified }) => {
    const name = printable(object);
    const sign = SIGNS[action];
    if (action !== 'update' || unverified) return [{ sign, text: `${name}${unverified ? UNFORETOLD : ''}` }];
    const paths = unforetold.map((path) => printable(formatPath(path))).join(', ');
    const unknown = paths === '' ? [] : [{ sign, text: `${name}  ${paths}${UNFORETOLD}` }];
    return [...fields.flatMap((field) => linesOfField(field, name)), ...unknown];
  });
}

/** JSON.stringify does not accept a bigint. */
function idOf(field: FieldChange): string {
  return JSON.stringify(field, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
}

/** Why the workloads are unknown or uncertain. @param places the targets of the changes */
export function workloadRemarks({ kind, workloads = [] }: ObjectChange, places: readonly string[]): string[] {
  return shared(workloads, places).flatMap(({ workloads: { notKnown, doubt, objects }, places: own, isOfOthers }) => {
    const where = own.join(' ');
    if (notKnown !== undefined) {
      return kind === 'Kustomization' ? notKnown : `workloads not known on ${where}: ${notKnown}`;
    }
    const unsure = doubt === undefined ? [] : [`workloads unverified on ${where}: ${doubt}`];
    const none = objects?.length === 0 ? [`no workload changes${isOfOthers ? ` on ${where}` : ''}`] : [];
    return [...unsure, ...none];
  });
}
