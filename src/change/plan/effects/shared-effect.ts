import { several } from '../../../diagnostics';
import type { Difference } from '../../../json';
import { DELIVERY_KINDS, namespacedName } from '../../../kubernetes';
import type { PlanObjects } from '../objects';
import { addressOf, deliveryKindOf, groupOf, type PlanObject, sourceKindOf, specOf } from '../plan-object';
import { kubeConfigOf, readsOf } from '../references';
import { type ChartChange, chartChange, hasExactVersion } from './chart-change';
import type { ChangedObject, Consequence, Sides } from './consequence';
import { isInPlace } from './helm-release-effect';
import { specPaths, touches } from './spec-changes';

/**
 * The effect of a changed source, ConfigMap or Secret on the releases and Kustomizations that use it; undefined for an
 * object of another kind. A created object is used by objects that are created or changed along with it, so by itself
 * it has no effect.
 */
export function sharedEffect({ before, after, differences }: ChangedObject, sides: Sides): Consequence | undefined {
  const object = after ?? (before as PlanObject);
  const isConfig = groupOf(object) === '' && (object.kind === 'ConfigMap' || object.kind === 'Secret');
  if (!isConfig && sourceKindOf(object) === undefined) return undefined;
  const users = deliveriesUsing(addressOf(object), sides.after);
  if (after === undefined) return { effect: 'none', note: needed(users) };
  const acting = users.filter((user) => isActing(user, sides));
  if (before === undefined || acting.length === 0) return { effect: 'none' };
  return isConfig
    ? configEffect(addressOf(object), differences, acting)
    : sourceEffect(after, differences, acting, sides);
}

/**
 * Whether a user reacts to the change: a created one is installed with the new state, and a suspended one does nothing.
 */
function isActing(user: PlanObject, { before }: Sides): boolean {
  return before.get(addressOf(user)) !== undefined && specOf(user).suspend !== true;
}

function needed(users: readonly PlanObject[]): string | undefined {
  return users.length === 0 ? undefined : `still needed by ${counted(users)}`;
}

/** The HelmReleases and Kustomizations that use an object, directly or through a HelmChart. */
export function deliveriesUsing(address: string, objects: PlanObjects): PlanObject[] {
  const users = objects.usersOf(address);
  const direct = users.filter((user) => deliveryKindOf(user) !== undefined);
  const charts = users.filter((user) => sourceKindOf(user) === 'HelmChart');
  return [...new Set([...direct, ...charts.flatMap((chart) => deliveriesUsing(addressOf(chart), objects))])];
}

/** The fields of a ConfigMap or Secret that hold its content. */
const CONTENT = new Set<unknown>(['data', 'binaryData', 'stringData']);

function configEffect(address: string, differences: readonly Difference[], users: readonly PlanObject[]): Consequence {
  const changed = differences.flatMap(({ path: [field, key] }) => (CONTENT.has(field) ? [key] : []));
  if (changed.length === 0) return { effect: 'none' };
  const readers = users.filter((user) => readsOf(user, address).some((key) => isOneOf(key, changed)));
  if (readers.length > 0) return { effect: 'upgrade', note: `read by ${counted(readers)}, at the next reconciliation` };
  const reaching = users.filter((user) => kubeConfigOf(user).includes(address));
  return { effect: 'none', ...(reaching.length > 0 && { note: `kubeconfig of ${counted(reaching)}` }) };
}

/** @param key undefined means any key; an undefined changed key means all of them */
function isOneOf(key: string | undefined, changed: readonly unknown[]): boolean {
  return key === undefined || changed.includes(key) || changed.some((each) => each === undefined);
}

/** The fields of sources that determine the fetched content; other fields determine when and how. */
const FETCHED = [
  'chart',
  'version',
  'sourceRef',
  'valuesFiles',
  'url',
  'ref',
  'bucketName',
  'prefix',
  'endpoint',
  'ignore',
  'include',
  'layerSelector',
];

/** Its users keep the content fetched before. */
const SUSPENDED = 'suspended: nothing is fetched until it is resumed';

/** The target of a `chartRef` of a HelmRelease. */
const CHARTS = new Set<string | undefined>(['HelmChart', 'OCIRepository']);

function sourceEffect(
  after: PlanObject,
  differences: readonly Difference[],
  users: readonly PlanObject[],
  sides: Sides,
): Consequence {
  if (specOf(after).suspend === true) return { effect: 'none', note: SUSPENDED };
  const paths = specPaths(differences);
  const isFetchedOther = FETCHED.some((field) => touches(paths, field));
  const changes = users.map((user) => ({ user, change: changeFor(user, after, isFetchedOther, sides) }));
  const usersWith = (change: UserChange) => changes.filter((each) => each.change === change).map(({ user }) => user);
  const [replaced, upgraded, open] = [usersWith('other chart'), usersWith('other version'), usersWith('unknown')];
  if (replaced.length > 0) {
    return { effect: 'reinstall', note: `another chart for ${counted(replaced)}: Flux uninstalls, then reinstalls` };
  }
  if (upgraded.length > 0) return { effect: 'upgrade', note: `the chart of ${counted(upgraded)}` };
  if (open.length > 0) {
    return {
      effect: 'upgrade',
      note: `used by ${counted(open)}: what they deliver changes as far as its content does`,
    };
  }
  return { effect: 'none', ...(isFetchedOther && { note: `${counted(users)}: the chart keeps its name and version` }) };
}

type UserChange = Exclude<ChartChange, 'other folder'>;

/** The effect of a changed source on one of its users; `unknown`: that depends on fetched content. */
function changeFor(user: PlanObject, source: PlanObject, isFetchedOther: boolean, sides: Sides): UserChange {
  const kind = sourceKindOf(source);
  const isHelm = deliveryKindOf(user) === 'HelmRelease';
  if (isHelm && CHARTS.has(kind)) {
    const change = chartChange(sides.before.get(addressOf(user)) as PlanObject, user, sides);
    if (change !== 'other chart' && change !== 'other folder') return change;
    return isInPlace(user) ? 'other version' : 'other chart';
  }
  if (!isFetchedOther) return 'same';
  return isHelm && kind === 'HelmRepository' && hasExactVersion(user, sides.after) ? 'same' : 'unknown';
}

/** `HelmRelease shop/web--eu-1--web`, `3 HelmReleases and 2 Kustomizations`. */
function counted(users: readonly PlanObject[]): string {
  const [only] = users;
  if (users.length === 1 && only) return `${only.kind} ${namespacedName(only)}`;
  return DELIVERY_KINDS.map((kind) => ({ kind, count: users.filter((user) => user.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => several(count, kind))
    .join(' and ');
}
