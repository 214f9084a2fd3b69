import type { ObjectChange, ReleaseWorkloads, WorkloadChange } from '../../change';
import { canonicalJson, formatPath } from '../../json';
import { printable } from '../shell/terminal';
import { fieldLines, type PlanLine } from './field-lines';

/** Releases of which the same is known. */
interface Shared {
  readonly workloads: ReleaseWorkloads;
  /** The clusters of the releases, or their addresses; of the release of the change itself, where that is. */
  readonly places: readonly string[];
  /** Whether they are other releases than the change is of. */
  readonly isOfOthers: boolean;
}

/**
 * A line for each field of the workloads that changes, each object that comes or goes, and what cannot be foretold; below a
 * line that names the releases, where the change is not of a release.
 */
export function workloadLines({ workloads = [] }: ObjectChange, places: readonly string[]): PlanLine[] {
  return shared(workloads, places).flatMap(({ workloads: { objects = [] }, isOfOthers, places: own }) => {
    const lines = objects.flatMap(linesOfObject);
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

const UNFORETOLD = '   # cannot be foretold';

function linesOfObject({ object, action, fields, unforetold, unverified }: WorkloadChange): PlanLine[] {
  const name = printable(object);
  if (action !== 'update' || unverified) {
    return [{ sign: SIGNS[action], text: `${name}${unverified ? UNFORETOLD : ''}` }];
  }
  const known = fields.flatMap((field) => {
    const [first, ...rest] = fieldLines(field) as [PlanLine, ...PlanLine[]];
    return [{ ...first, text: `${name}  ${first.text}` }, ...rest];
  });
  const paths = unforetold.map((path) => printable(formatPath(path))).join(', ');
  const unknown = paths === '' ? [] : [{ sign: '~' as const, text: `${name}  ${paths}${UNFORETOLD}` }];
  return [...known, ...unknown];
}

/** What is not known of the workloads, and what may be wrong. @param places the targets that the changes are on */
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
