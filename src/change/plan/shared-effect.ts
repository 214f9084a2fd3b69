import type { Difference } from '../../json';
import { DELIVERY_KINDS, namespacedName } from '../../kubernetes';
import type { ChangedObject, Consequence, Sides } from './consequence';
import { chartChange, isInPlace } from './helm-release-effect';
import type { PlanObjects } from './objects';
import { addressOf, deliveryKindOf, groupOf, type PlanObject, sourceKindOf } from './plan-object';
import { kubeConfigOf } from './references';
import { specPaths, touches } from './spec-changes';

/**
 * What the change of a source, a ConfigMap or a Secret means for the releases and Kustomizations that use it; undefined
 * for an object of another kind. What is created is used by what is created or changed with it, and so it is by itself
 * nothing that Flux acts on.
 */
export function sharedEffect({ before, after, differences }: ChangedObject, sides: Sides): Consequence | undefined {
  const object = after ?? (before as PlanObject);
  const isConfig = groupOf(object) === '' && (object.kind === 'ConfigMap' || object.kind === 'Secret');
  if (!isConfig && sourceKindOf(object) === undefined) return undefined;
  const users = deliveriesUsing(addressOf(object), sides.after);
  if (after === undefined) return { effect: 'none', note: needed(users) };
  if (before === undefined || users.length === 0) return { effect: 'none' };
  return isConfig
    ? configEffect(addressOf(object), differences, users)
    : sourceEffect(after, differences, users, sides);
}

function needed(users: readonly PlanObject[]): string | undefined {
  return users.length === 0 ? undefined : `still needed by ${counted(users)}`;
}

/** The HelmReleases and Kustomizations that use an object, by themselves or by a HelmChart between. */
export function deliveriesUsing(address: string, objects: PlanObjects): PlanObject[] {
  const users = objects.usersOf(address);
  const direct = users.filter((user) => deliveryKindOf(user) !== undefined);
  const charts = users.filter((user) => sourceKindOf(user) === 'HelmChart');
  return [...new Set([...direct, ...charts.flatMap((chart) => deliveriesUsing(addressOf(chart), objects))])];
}

function configEffect(address: string, differences: readonly Difference[], users: readonly PlanObject[]): Consequence {
  if (differences.every(({ path }) => path[0] === 'metadata')) return { effect: 'none' };
  const readers = users.filter((user) => !kubeConfigOf(user).includes(address));
  if (readers.length === 0) return { effect: 'none', note: `kubeconfig of ${counted(users)}` };
  return { effect: 'upgrade', note: `read by ${counted(readers)}, at the next reconciliation` };
}

/** The fields of sources that say what is fetched; others say when and how. */
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
];

function sourceEffect(
  after: PlanObject,
  differences: readonly Difference[],
  users: readonly PlanObject[],
  sides: Sides,
): Consequence {
  const paths = specPaths(differences);
  if (!FETCHED.some((field) => touches(paths, field))) return { effect: 'none' };
  const kind = sourceKindOf(after);
  if (kind !== 'HelmChart' && kind !== 'OCIRepository') {
    return {
      effect: 'upgrade',
      note: `used by ${counted(users)}: what they deliver changes as far as its content does`,
    };
  }
  const replaced = users.filter((user) => isReinstalled(user, sides));
  if (replaced.length === 0) return { effect: 'upgrade', note: `the chart of ${counted(users)}` };
  return {
    effect: 'reinstall',
    note: `another chart for ${counted(replaced)}: Flux uninstalls, then installs anew`,
  };
}

function isReinstalled(user: PlanObject, { before, after }: Sides): boolean {
  const old = before.get(addressOf(user));
  const isHelm = old !== undefined && deliveryKindOf(user) === 'HelmRelease';
  return isHelm && !isInPlace(user) && chartChange(old, user, { before, after }) === 'other chart';
}

/** `HelmRelease shop/web--eu-1--web`, `3 HelmReleases and 2 Kustomizations`. */
function counted(users: readonly PlanObject[]): string {
  const [only] = users;
  if (users.length === 1 && only) return `${only.kind} ${namespacedName(only)}`;
  return DELIVERY_KINDS.map((kind) => ({ kind, count: users.filter((user) => user.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}${count === 1 ? '' : 's'}`)
    .join(' and ');
}
