import type { IncomingMessage } from 'node:http';
import type { Verb } from './fault';
import { KINDS, type ServedKind } from './kinds';

/** A parsed request. */
export interface Route {
  readonly verb: Verb;
  /** The path, and the query of the request. */
  readonly pathname: string;
  readonly query: URLSearchParams;
  /** Undefined if the path is not a served resource. */
  readonly kind?: ServedKind;
  /** '' for all namespaces, and for kinds without namespaces. */
  readonly namespace: string;
  readonly name?: string;
  readonly subresource?: string;
}

const RESOURCE =
  /^\/(?:api\/|apis\/([^/]+)\/)([^/]+)(?:\/namespaces\/([^/]+)(?=\/[^/]+))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/;

export function routeOf({ method = 'GET', url = '/' }: IncomingMessage): Route {
  const { pathname, searchParams: query } = new URL(url, 'http://fake');
  const [, group = '', version, namespace = '', plural, name, subresource] = RESOURCE.exec(pathname) ?? [];
  const kind = KINDS.find((each) => each.group === group && each.version === version && each.plural === plural);
  const isWatch = query.get('watch') === 'true';
  const verb = kind ? verbOf(method, name !== undefined, isWatch) : 'other';
  return { verb, pathname, query, kind, namespace, name, subresource };
}

function verbOf(method: string, isNamed: boolean, isWatch: boolean): Verb {
  switch (method) {
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return isNamed ? 'delete' : 'deletecollection';
    default:
      return isNamed ? 'get' : isWatch ? 'watch' : 'list';
  }
}
