import { explicitForm, isApplication, readableTargets, withoutAbsent } from '../../application';
import { firstFew, several } from '../../diagnostics';
import { compareText, type ValueMap } from '../../json';
import { APPLICATION, NAMESPACE, namespacedName } from '../../kubernetes';
import { describePause, type FluxObject, pauseOf } from '../../status';
import { DEFAULT_LIMITS } from '../prune/limits';
import type { ObjectChange } from './change';
import type { Sides } from './effects/consequence';
import { otherOwner } from './effects/helm-release-effect';
import type { LeftBehind } from './live/left-behind';
import { moveReason, type Rival } from './live/moves';
import { addressOf, belongingOf, groupOf } from './plan-object';
import { kubeConfigOf } from './references';

/** An important fact about a plan. */
export interface PlanWarning {
  readonly code: PlanWarningCode;
  /** One or two sentences, in one line. */
  readonly message: string;
}

export type PlanWarningCode =
  | 'reinstalls'
  | 'renames-release'
  | 'delivered-twice'
  | 'orphans'
  | 'kubeconfig-deleted'
  | 'deletes-namespace'
  | 'needed'
  | 'conflicts'
  | 'left-behind'
  | 'application-left'
  | 'ends-pause'
  | 'prunes'
  | 'prune-refused'
  | 'suspended-in-wave'
  | 'absent-applications'
  | 'not-lowered';

/** The warnings of a plan, each kind once, the worst first. */
export function warningsOf(
  changes: readonly ObjectChange[],
  sides: Sides,
  { left, rivals = [] }: { readonly left?: LeftBehind; readonly rivals?: readonly Rival[] } = {},
): PlanWarning[] {
  // pruning handles these: it keeps the order, or is refused
  const others = changes.filter(({ address }) => !left?.pruned.has(address));
  return [
    ...reinstalls(changes),
    ...renamedReleases(others, sides),
    ...deliveredTwice(rivals),
    ...deletedKubeConfigs(others, sides),
    ...orphans(changes),
    ...deletedNamespaces(changes),
    ...stillNeeded(others, sides),
    ...conflicts(changes),
    ...leftAlone(left?.unpruned ?? []),
    ...movedApplications(changes, sides),
    ...endedPauses(changes),
    ...(left?.refusals === undefined ? [] : prunes(left.pruned.size, left.refusals)),
    ...absentApplications(left?.absent ?? new Map()),
    ...notLowered(sides),
  ];
}

function reinstalls(changes: readonly ObjectChange[]): PlanWarning[] {
  const clusters = clustersOf(changes.filter(({ action }) => action === 'replace'));
  if (clusters.length === 0) return [];
  const message =
    `a reinstallation deletes what the chart has made, on ${several(clusters.length, 'cluster')}, before the new release is ` +
    'tried: if that fails, nothing runs. Charts with volumes can lose data.';
  return [{ code: 'reinstalls', message }];
}

/** A HelmRelease that is deleted while another one exists for the same Helm release. */
function renamedReleases(changes: readonly ObjectChange[], { before, after }: Sides): PlanWarning[] {
  const renamed = changes
    .filter(({ action, kind, effect }) => action === 'delete' && kind === 'HelmRelease' && effect === 'uninstall')
    .flatMap(({ address }) => before.get(address) ?? [])
    .flatMap((old) => {
      const now = otherOwner(old, before, after);
      return now === undefined ? [] : [`${namespacedName(old)} becomes ${namespacedName(now.object)}`];
    });
  if (renamed.length === 0) return [];
  const message =
    `${several(renamed.length, 'HelmRelease')} for one and the same Helm release ${renamed.length === 1 ? 'has' : 'have'} ` +
    `another name or namespace: ${firstFew(renamed)}. When the old object is deleted, Flux uninstalls the release. To keep it, ` +
    'suspend the old HelmRelease first, and then apply this change. Its HelmChart, NAMESPACE-NAME, stays then: delete it.';
  return [{ code: 'renames-release', message }];
}

/** Other objects in the cluster that deliver the same Helm releases or manifests as the code. */
function deliveredTwice(rivals: readonly Rival[]): PlanWarning[] {
  const sure = rivals.filter(({ mayDiffer }) => !mayDiffer);
  const movable = sure.filter(({ isMovable }) => isMovable);
  const unmovable = sure.filter(({ isMovable, owner }) => !isMovable && owner === undefined);
  const others = sure.filter(({ owner }) => owner !== undefined);
  const warning = (found: readonly Rival[], remedy: string): PlanWarning[] => {
    if (found.length === 0) return [];
    const isOne = found.length === 1;
    const names = found.map(({ object, other }) => `${addressOf(other)} (as ${object.name})`);
    const owners = [...new Set(found.flatMap(({ owner }) => owner ?? []))];
    const by = owners.length === 0 ? '' : `, applied by ${firstFew(owners)}`;
    const message =
      `${several(found.length, 'object')} in the cluster ${isOne ? 'delivers' : 'deliver'} the same as the code, and ` +
      `${isOne ? 'is' : 'are'} not in it: ${firstFew(names)}${by}. Flux would apply both in turn. ${remedy}`;
    return [{ code: 'delivered-twice', message }];
  };
  return [
    ...warning(movable, `fluxapp apply --adopt moves ${movable.length === 1 ? 'it' : 'them'}.`),
    ...warning(unmovable, 'Suspend them, apply this code, and then delete them: --adopt does not move them.'),
    ...warning(others, 'Suspend them where they are written, and then remove them.'),
    ...possiblyDeliveredTwice(rivals.filter(({ mayDiffer }) => mayDiffer)),
  ];
}

function possiblyDeliveredTwice(rivals: readonly Rival[]): PlanWarning[] {
  if (rivals.length === 0) return [];
  const isOne = rivals.length === 1;
  const names = rivals.map(({ object, other }) => `${addressOf(other)} (as ${object.name})`);
  const message =
    `${several(rivals.length, 'Kustomization')} in the cluster may apply the same objects as new ones of the code, and ` +
    `${isOne ? 'is' : 'are'} not in it: ${firstFew(names)}. The path and the name of the source are equal; the namespace of the ` +
    'source, variables, patches or components differ. If there are common objects, Flux would apply both in turn: then suspend ' +
    `${isOne ? 'it' : 'them'} first.`;
  return [{ code: 'delivered-twice', message }];
}

/** Flux needs the kubeconfig to uninstall. */
function deletedKubeConfigs(changes: readonly ObjectChange[], { before }: Sides): PlanWarning[] {
  const deleted = new Set(changes.filter(({ action }) => action === 'delete').map(({ address }) => address));
  const left = before.all.flatMap((object) => kubeConfigOf(object).filter((address) => deleted.has(address)));
  const kubeConfigs = [...new Set(left)].sort(compareText);
  if (kubeConfigs.length === 0) return [];
  const message =
    `${firstFew(kubeConfigs)} ${kubeConfigs.length === 1 ? 'is' : 'are'} deleted: Flux needs the kubeconfig to uninstall what it ` +
    'delivered by it. Delete the kubeconfig after the releases are gone.';
  return [{ code: 'kubeconfig-deleted', message }];
}

function orphans(changes: readonly ObjectChange[]): PlanWarning[] {
  const left = changes.filter(({ effect }) => effect === 'orphan');
  if (left.length === 0) return [];
  const clusters = several(clustersOf(left).length, 'cluster');
  const message = `something stays unmanaged on ${clusters}: nothing updates or deletes it any more.`;
  return [{ code: 'orphans', message }];
}

function deletedNamespaces(changes: readonly ObjectChange[]): PlanWarning[] {
  const names = changes
    .filter((change) => change.action === 'delete' && change.kind === NAMESPACE.kind && groupOf(change) === '')
    .map(({ name }) => name);
  if (names.length === 0) return [];
  const message = `deleting Namespace ${firstFew(names)} deletes everything in it, including objects that are not in the code.`;
  return [{ code: 'deletes-namespace', message }];
}

/** Sources, ConfigMaps and Secrets that are deleted while they are in use. */
function stillNeeded(changes: readonly ObjectChange[], { after }: Sides): PlanWarning[] {
  const needed = changes.filter(({ action, address }) => action === 'delete' && after.usersOf(address).length > 0);
  if (needed.length === 0) return [];
  const message = `${firstFew(needed.map(({ address }) => address))} leaves the code, but objects of the code refer to it.`;
  return [{ code: 'needed', message }];
}

/** An apply is refused unless it is allowed to take the fields. */
function conflicts(changes: readonly ObjectChange[]): PlanWarning[] {
  const contested = changes.filter((change) => change.conflicts.length > 0);
  if (contested.length === 0) return [];
  const managers = [...new Set(contested.flatMap((change) => change.conflicts.map(({ manager }) => manager)))].sort();
  const message =
    `fields of ${several(contested.length, 'object')} belong to ${firstFew(managers)}: without --force-conflicts an apply is ` +
    'refused, with it they get the values of the code.';
  return [{ code: 'conflicts', message }];
}

function leftAlone(unpruned: readonly string[]): PlanWarning[] {
  if (unpruned.length === 0) return [];
  const message =
    `nothing deletes ${several(unpruned.length, 'object')} that left the code, such as ${unpruned[0]}: no Kustomization ` +
    'has applied them. Delete them with kubectl delete.';
  return [{ code: 'left-behind', message }];
}

/** An Application whose targets continue in another one stays, unless it is deleted too. */
function movedApplications(changes: readonly ObjectChange[], { after }: Sides): PlanWarning[] {
  const known = new Set(after.all.flatMap((object) => belongingOf(object)?.application ?? []));
  for (const { action, kind, application = '' } of changes)
    if (action === 'delete' && kind === APPLICATION.kind) known.add(application);
  const old = changes.flatMap(({ from }) => (from && belongingOf(from)?.application) ?? []);
  const names = [...new Set(old)].filter((name) => !known.has(name)).sort(compareText);
  if (names.length === 0) return [];
  const message =
    `the targets of ${firstFew(names)} move to ${names.length === 1 ? 'another application' : 'other applications'}: delete the old ` +
    `${names.length === 1 ? 'Application' : 'Applications'}, as --prune does, or fluxapp status reports the targets as missing.`;
  return [{ code: 'application-left', message }];
}

/** A move takes over from a suspended object. The new one is not suspended, and Flux reconciles it. */
function endedPauses(changes: readonly ObjectChange[]): PlanWarning[] {
  const paused = changes.flatMap((change) => {
    const pause = change.from && pauseOf(change.from.value as unknown as FluxObject);
    // an interrupted move suspended it
    if (change.from === undefined || pause === undefined || pause.reason === moveReason(change)) return [];
    return [`${namespacedName(change.from)} (${describePause(pause)})`];
  });
  if (paused.length === 0) return [];
  const message =
    `${paused.length === 1 ? 'a move ends a pause' : `moves end ${paused.length} pauses`}: ${firstFew(paused)}. Apply this change ` +
    'after the pause, or suspend the new target again.';
  return [{ code: 'ends-pause', message }];
}

function prunes(count: number, refusals: readonly string[]): PlanWarning[] {
  if (count === 0) return [];
  const message =
    `${several(count, 'object')} of the set would be deleted: \`fluxapp apply\` does so with --prune alone, and with no more ` +
    `than ${DEFAULT_LIMITS.most} objects unless --max-delete is larger.`;
  const refused = refusals.map((refusal): PlanWarning => {
    return { code: 'prune-refused', message: `--prune would be refused: ${refusal}.` };
  });
  return [{ code: 'prunes', message }, ...refused];
}

/** If only part of a Kustomization's objects is planned, the rest is not meant to be deleted. */
function absentApplications(absent: ReadonlyMap<string, ReadonlySet<string>>): PlanWarning[] {
  return [...absent]
    .sort(([a], [b]) => compareText(a, b))
    .map(([kustomization, applications]) => {
      const names = [...applications].sort(compareText);
      const message =
        `Kustomization ${kustomization} applies ${several(names.length, 'application')} that are not in the code: ` +
        `${firstFew(names)}. To keep them, name everything that it applies with -f.`;
      return { code: 'absent-applications', message };
    });
}

/** A plan of the code does not show objects that a controller or a later step lowers. */
function notLowered({ after }: Sides): PlanWarning[] {
  const lowered = new Set(
    after.all.flatMap((object) => (isApplication(object.value) ? [] : (belongingOf(object)?.application ?? []))),
  );
  const names = after.all
    .filter(({ value }) => isApplication(value) && hasTargets(value))
    .map(namespacedName)
    .filter((name) => !lowered.has(name));
  if (names.length === 0) return [];
  const message =
    `the code has no Flux objects of ${several(names.length, 'Application')}: ${firstFew(names)}. What changes for their targets is not ` +
    'known; fluxapp lower --with-application prints the objects.';
  return [{ code: 'not-lowered', message }];
}

function hasTargets(application: ValueMap): boolean {
  return readableTargets(explicitForm(withoutAbsent(application))).length > 0;
}

function clustersOf(changes: readonly ObjectChange[]): string[] {
  return [...new Set(changes.flatMap(({ cluster }) => cluster ?? []))];
}
