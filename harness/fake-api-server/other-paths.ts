import { mapOf } from '../../src/json';
import { Failure } from './failure';
import { apiVersionOf, KINDS } from './kinds';

/**
 * The response for a path that is not a resource: readiness, the OpenAPI document of a group, and the user of the
 * request. @throws Failure 404
 */
export function otherPath(method: string, path: string, body: unknown): { status: number; body: unknown } {
  if (path === '/readyz') return { status: 200, body: 'ok' };
  if (method === 'POST' && path === '/apis/authentication.k8s.io/v1/selfsubjectreviews')
    return { status: 201, body: { ...mapOf(body), status: { userInfo: { username: 'admin' } } } };
  const [, apiVersion] = /^\/openapi\/v3\/apis?\/(.+)$/.exec(path) ?? [];
  const kinds = KINDS.filter((kind) => apiVersionOf(kind) === apiVersion);
  if (kinds.length > 0) return { status: 200, body: { openapi: '3.0.0', components: { schemas: schemasOf(kinds) } } };
  throw new Failure(404, 'NotFound', 'the server could not find the requested resource');
}

/** Schemas that allow any field. */
function schemasOf(kinds: typeof KINDS): object {
  const schema = ({ group, version, kind }: (typeof KINDS)[number]) => ({
    'x-kubernetes-group-version-kind': [{ group, version, kind }],
    'x-kubernetes-preserve-unknown-fields': true,
  });
  return Object.fromEntries(kinds.map((kind) => [kind.kind, schema(kind)]));
}
