import { nearestFew } from '../diagnostics';
import { LookupError } from './lookup-error';

/** Where to look for Applications. */
export interface Scope {
  /** Undefined: in all namespaces. */
  readonly namespace?: string;
  /** The place in words: `namespace apps of context "kind"`, or a file. */
  readonly place: string;
}

/**
 * The only Application with a name.
 *
 * @param keys `<namespace>/<name>` of all known Applications, also in other namespaces
 * @throws LookupError if there is none, or several
 */
export function findByName(name: string, keys: Iterable<string>, { namespace, place }: Scope): string {
  const all = [...keys].map((key) => ({ key, namespace: key.split('/', 1)[0] as string, name: nameOf(key) }));
  const inScope = all.filter((each) => namespace === undefined || each.namespace === namespace);
  const found = inScope.filter((each) => each.name === name);
  if (found.length > 1) {
    throw new LookupError(
      `${found.length} Applications are named ${name}, in ${formatNamespaces(found)}: name one with -n`,
    );
  }
  const [only] = found;
  if (only) return only.key;
  const elsewhere = all.filter((each) => each.name === name);
  const names = [...new Set(inScope.map((each) => each.name))];
  const near = nearestFew(name, names);
  const hint =
    elsewhere.length > 0
      ? `there is one in ${formatNamespaces(elsewhere)}`
      : near.length > 0
        ? `did you mean ${near.join(' or ')}?`
        : names.length === 0
          ? 'there are none; use -n for another namespace, or -A for all'
          : 'fluxapp status, with the same options, lists the existing ones';
  throw new LookupError(`no Application is named ${name} in ${place}: ${hint}`);
}

/** `namespace apps`, or `the namespaces apps, web`. */
function formatNamespaces(applications: readonly { readonly namespace: string }[]): string {
  const namespaces = applications.map((each) => each.namespace).sort();
  return namespaces.length === 1 ? `namespace ${namespaces[0]}` : `the namespaces ${namespaces.join(', ')}`;
}

function nameOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}
