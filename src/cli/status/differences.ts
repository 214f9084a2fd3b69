import type { ApplicationReport, TargetReport } from '../../status';
import { tableLines } from '../shell/terminal';
import type { Sheet } from './sheet';

/** Targets whose objects differ from the Application although Flux delivers them, and the differences. */
export function differenceLines({ targets }: ApplicationReport, { width }: Sheet): string[] {
  const rows = targets.flatMap((target) => [
    ...(target.altered
      ? [row(target, target.altered.fields, target.altered.by.join(', ') || 'admission or a default')]
      : []),
    ...(target.dropped ? [row(target, target.dropped, 'the installed CRD, from the Application')] : []),
  ]);
  if (rows.length === 0) return [];
  return tableLines(
    [
      { header: 'CLUSTER', cells: rows.map(({ cluster }) => cluster), least: 8 },
      { header: 'NAMESPACE', cells: rows.map(({ namespace }) => namespace), least: 8, rank: 1 },
      { header: 'CHANGED BY', cells: rows.map(({ by }) => by), least: 12 },
      { header: 'FIELDS', cells: rows.map(({ fields }) => fields), least: 12, rank: 2 },
    ],
    { width },
  );
}

function row({ cluster = 'host', namespace = '' }: TargetReport, fields: readonly string[], by: string) {
  return { cluster, namespace, by, fields: fields.join(', ') };
}
