import { several } from '../../../diagnostics';
import { codeSpan, prose } from './markdown-text';
import type { PlanBlock, PlanSection } from './sections';

/** A row whose cells are already Markdown. */
type Row = readonly [application: string, action: string, where: string, what: string];

/**
 * The changes as tables, each with fewer details than the previous one. All of them list the names of everything that
 * is deleted, uninstalled, reinstalled or left behind.
 */
export function tablesOf(sections: readonly PlanSection[]): string[] {
  const levels = [everyRow, countedRows, joinedRows, groupedLosses];
  return levels.map((level) => tableOf(level(sections)));
}

const HEAD: Row = ['application', 'action', 'targets', 'what Flux does'];

function tableOf(rows: readonly Row[]): string {
  const lines = [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}

/** A block, and its application. */
interface Placed {
  readonly title: string;
  readonly block: PlanBlock;
}

function placedOf(sections: readonly PlanSection[]): Placed[] {
  return sections.flatMap(({ title, blocks }) => blocks.map((block) => ({ title, block })));
}

/** Whether objects are deleted or left behind. */
function isLoss({ block: { action, effect } }: Placed): boolean {
  if (action === 'delete' || action === 'replace' || action === 'forget') return true;
  return effect === 'uninstall' || effect === 'reinstall' || effect === 'prune' || effect === 'orphan';
}

/** A row for each application, action, kind and effect. */
function everyRow(sections: readonly PlanSection[]): Row[] {
  return grouped(placedOf(sections), rowId).map((group) => rowOf(group, namesOf(group)));
}

/** Additions and changes show the number of targets instead of their names. */
function countedRows(sections: readonly PlanSection[]): Row[] {
  return grouped(placedOf(sections), rowId).map((group) =>
    rowOf(group, isLoss(group[0]) ? namesOf(group) : countOf(group)),
  );
}

/** Additions and changes are one row per action, after the deletions. */
function joinedRows(sections: readonly PlanSection[]): Row[] {
  const placed = placedOf(sections);
  const losses = grouped(placed.filter(isLoss), rowId).map((group) => rowOf(group, namesOf(group)));
  return [...losses, ...joinedGains(placed)];
}

/** Deletions are one row per application and action. */
function groupedLosses(sections: readonly PlanSection[]): Row[] {
  const placed = placedOf(sections);
  const groups = grouped(placed.filter(isLoss), ({ title, block }) => JSON.stringify([title, block.action]));
  const losses = groups.map((group): Row => {
    const [{ title, block }] = group;
    const names = group.flatMap((each) =>
      each.block.isOnTargets ? each.block.places : each.block.places.map((name) => `${each.block.kind} ${name}`),
    );
    return [codeSpan(title), ACTIONS[block.action], codeSpan(unique(names).join(' ')), ''];
  });
  return [...losses, ...joinedGains(placed)];
}

function joinedGains(placed: readonly Placed[]): Row[] {
  const gains = placed.filter((each) => !isLoss(each));
  return grouped(gains, ({ block }) => block.action).map((group): Row => {
    return ['various', ACTIONS[group[0].block.action], countOf(group), ''];
  });
}

const ACTIONS: Readonly<Record<PlanBlock['action'], string>> = {
  create: 'add',
  update: 'change',
  replace: 'replace',
  delete: 'delete',
  forget: 'forget',
  move: 'move',
};

/** The effect of an upgrade if there is no further note. */
const UPGRADED: Readonly<Record<string, string>> = {
  HelmRelease: 'Flux upgrades the Helm release',
  Kustomization: 'Flux applies its manifests again',
};

function rowId({ title, block: { action, effect, kind, note } }: Placed): string {
  return JSON.stringify([title, action, kind, effect, note]);
}

type Group = readonly [Placed, ...Placed[]];

function rowOf([{ title, block }]: Group, where: string): Row {
  const what = block.note ?? (block.effect === 'upgrade' ? UPGRADED[block.kind] : undefined) ?? '';
  return [codeSpan(title), `${ACTIONS[block.action]} ${codeSpan(block.kind)}`, where, prose(what)];
}

function namesOf(group: Group): string {
  return codeSpan(unique(group.flatMap(({ block }) => block.places)).join(' '));
}

function countOf(group: readonly Placed[]): string {
  const count = (placed: readonly Placed[], idOf: (each: Placed, place: string) => readonly string[]) =>
    new Set(placed.flatMap((each) => each.block.places.map((place) => JSON.stringify(idOf(each, place))))).size;
  const targets = count(
    group.filter(({ block }) => block.isOnTargets),
    ({ title }, place) => [title, place],
  );
  const others = count(
    group.filter(({ block }) => !block.isOnTargets),
    ({ block }, place) => [block.kind, place],
  );
  const counts = [targets > 0 ? [several(targets, 'target')] : [], others > 0 ? [several(others, 'object')] : []];
  return counts.flat().join(', ');
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function grouped(placed: readonly Placed[], idOf: (each: Placed) => string): Group[] {
  const groups = new Map<string, [Placed, ...Placed[]]>();
  for (const each of placed) {
    const id = idOf(each);
    const group = groups.get(id);
    if (group) group.push(each);
    else groups.set(id, [each]);
  }
  return [...groups.values()];
}
