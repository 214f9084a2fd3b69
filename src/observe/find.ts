import { nearestFew } from '../diagnostics';
import { FleetError } from './fleet-error';

/** Where Applications are looked for. */
export interface Scope {
  /** Undefined: in all namespaces. */
  readonly namespace?: string;
  /** Where that is: `namespace apps of context "kind"`, or a file. */
  readonly place: string;
}

/**
 * The one Application that a name means.
 *
 * @param keys `<namespace>/<name>` of all there are
 * @throws FleetError where there is none, or several
 */
export function findByName(name: string, keys: Iterable<string>, { namespace, place }: Scope): string {
  const all = [...keys].map((key) => ({ key, namespace: key.split('/', 1)[0] as string, name: nameOf(key) }));
  const found = all.filter((each) => each.name === name && (namespace === undefined || each.namespace === namespace));
  if (found.length > 1) {
    const where = found.map((each) => each.namespace).sort();
    throw new FleetError(
      `${found.length} Applications are called ${name}, in the namespaces ${where.join(', ')}: name one with -n`,
    );
  }
  const [only] = found;
  if (only) return only.key;
  const names = [...new Set(all.map((each) => each.name))];
  const near = nearestFew(name, names);
  const hint =
    near.length > 0
      ? `did you mean ${near.join(' or ')}?`
      : names.length === 0
        ? 'there is none at all; -n names another namespace, -A takes all'
        : 'fluxapp status lists those that there are';
  throw new FleetError(`no Application is called ${name} in ${place}: ${hint}`);
}

function nameOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}
