import { type Filter, filterOf, NO_FILTER, queryOf } from './filter';

/** The state in an address. It is in the fragment, so that the page works at any path and from a file. */
export type Route =
  | { readonly page: 'home'; readonly filter: Filter }
  | {
      readonly page: 'application';
      readonly namespace: string;
      readonly name: string;
      /** The KEY of the expanded target. */
      readonly target?: string;
      /** The cluster whose targets are expanded. */
      readonly cluster?: string;
    }
  | { readonly page: 'new' }
  | {
      /** Edits or removes an application in the file that contains it. */
      readonly page: 'edit' | 'remove';
      readonly namespace: string;
      readonly name: string;
    }
  | { readonly page: 'unknown' };

/**
 * Parses an address.
 *
 * @param fragment the fragment, including the `#`
 */
export function routeOf(fragment: string): Route {
  const [path = '', search = ''] = fragment.replace(/^#/, '').split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const parts = path.split('/').filter(Boolean).map(decoded);
  const [page, namespace, name, target] = parts;
  if (page === undefined) return { page: 'home', filter: filterOf(query) };
  if (page === 'new' && parts.length === 1) return { page };
  if ((page === 'edit' || page === 'remove') && namespace && name && parts.length === 3) {
    return { page, namespace, name };
  }
  if (page !== 'applications' || !namespace || !name || parts.length > 4) return { page: 'unknown' };
  return { page: 'application', namespace, name, target, cluster: query.get('cluster') || undefined };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

/** The address of the form for a new application. */
export const NEW_ADDRESS = '#/new';

/** The address of the home page. */
export function homeAddress(filter: Filter = NO_FILTER): string {
  const query = queryOf(filter).toString();
  return query === '' ? '#/' : `#/?${query}`;
}

/** The address of an application, of one of its targets, or of its targets on a cluster. */
export function applicationAddress(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  { target, cluster }: { readonly target?: string; readonly cluster?: string } = {},
): string {
  const parts = ['applications', namespace, name, ...(target === undefined ? [] : [target])].map(encodeURIComponent);
  const query = cluster === undefined ? '' : `?${new URLSearchParams({ cluster })}`;
  return `#/${parts.join('/')}${query}`;
}

/** The address of the page that edits or removes an application in the file that contains it. */
export function changeAddress(
  page: 'edit' | 'remove',
  { namespace, name }: { readonly namespace: string; readonly name: string },
): string {
  return `#/${[page, namespace, name].map(encodeURIComponent).join('/')}`;
}
