import type { ObjectChange, ReleaseWorkloads, WorkloadChange } from '../../change';
import { formatPath } from '../../json';
import { printable } from '../shell/terminal';
import { fieldLines, type PlanLine } from './field-lines';

/** A line for each field of the workloads that changes, each object that comes or goes, and what cannot be foretold. */
export function workloadLines({ objects = [] }: ReleaseWorkloads = {}): PlanLine[] {
  return objects.flatMap(linesOfObject);
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
export function workloadRemarks({ kind, workloads = {} }: ObjectChange, places: readonly string[]): string[] {
  const { notKnown, doubt, objects } = workloads;
  const where = places.join(' ');
  if (notKnown !== undefined)
    return [kind === 'Kustomization' ? notKnown : `workloads not known on ${where}: ${notKnown}`];
  const unsure = doubt === undefined ? [] : [`workloads unverified on ${where}: ${doubt}`];
  const none = objects?.length === 0 ? ['no workload changes'] : [];
  return [...unsure, ...none];
}
