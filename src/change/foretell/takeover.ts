import { isMap, listOf, mapOf } from '../../json';
import { contentFields, isClientSide, isUpdate, type Manager, managersOf, owns } from './managers';
import { MARKS } from './marks';

type KubeObject = Readonly<Record<string, unknown>>;

/** Managers whose fields become those of the field manager before it applies. */
export interface Takeover {
  /**
   * Whether fields written by `kubectl apply` belong to the applier, as after the migration of managedFields at the
   * start of `kubectl apply --server-side`. Otherwise they stay forever.
   * @default false
   */
  readonly migratesClientSide?: boolean;
  /**
   * Whether fields of the current applier of the object, including its marks, belong to the new applier.
   * @default false
   */
  readonly adopts?: boolean;
}

/** The managers of an object whose fields are taken over. */
export function takenOver(live: KubeObject, { migratesClientSide, adopts }: Takeover): (manager: Manager) => boolean {
  const clientSide = new Set(
    migratesClientSide
      ? managersOf(live)
          .filter(isClientSide)
          .map(({ name }) => name)
      : [],
  );
  return (manager) => (isUpdate(manager) && clientSide.has(manager.name)) || (adopts === true && isOwner(manager));
}

function isOwner(manager: Manager): boolean {
  if (manager.subresource !== '') return false;
  const isApplier = manager.operation === 'Apply' && contentFields(manager.fields).size > 0;
  return isApplier || MARKS.some((path) => owns(manager, path));
}

/**
 * The managedFields of an object after the takeover, which a client writes to the object
 * (k8s.io/client-go/util/csaupgrade).
 *
 * @param live as returned by the API server
 * @returns undefined if there is nothing to take over
 */
export function managedFieldsAfter(
  live: KubeObject,
  applier: Takeover & { readonly manager: string },
): readonly unknown[] | undefined {
  if (!applier.migratesClientSide && !applier.adopts) return undefined;
  const entries = listOf(mapOf(live.metadata).managedFields).map(mapOf);
  const managers = managersOf(live);
  const isTaken = takenOver(live, applier);
  const isOwn = ({ name, operation, subresource }: Manager) =>
    name === applier.manager && operation === 'Apply' && subresource === '';
  const taken = entries.filter((_, index) => isTaken(managers[index] as Manager) && !isOwn(managers[index] as Manager));
  if (taken.length === 0) return undefined;
  const own = entries.find((_, index) => isOwn(managers[index] as Manager));
  const base = own ?? (taken.at(-1) as KubeObject);
  const fieldsV1 = [...taken, ...(own ? [own] : [])].map((entry) => entry.fieldsV1).reduce(joined);
  const others = entries.filter((entry) => entry !== own && !taken.includes(entry));
  return [...others, { ...base, manager: applier.manager, operation: 'Apply', fieldsV1 }];
}

/** The fields of two sets, in the format of `fieldsV1`. */
function joined(one: unknown, other: unknown): unknown {
  // an empty map stands for the field itself, which is `.` if it also has parts
  const [a, b] = [mapOf(one), mapOf(other)];
  if (Object.keys(a).length === 0) return withSelf(b);
  if (Object.keys(b).length === 0) return withSelf(a);
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries(
    [...keys].map((key) => {
      const [first, second] = [a[key], b[key]];
      return [key, isMap(first) && isMap(second) ? joined(first, second) : (first ?? second)];
    }),
  );
}

function withSelf(fields: KubeObject): KubeObject {
  return Object.keys(fields).length === 0 ? fields : { '.': {}, ...fields };
}
