import { stringOf } from '../json';
import type { KubeClient, RequestOptions } from './client';
import { ApiError } from './errors';

/** Options of a server-side apply. */
export interface ServerSideApplyOptions extends Pick<RequestOptions, 'signal' | 'timeoutMs'> {
  /** The field manager. */
  readonly manager: string;
  /**
   * Whether to take over fields from other managers; otherwise conflicts are errors.
   * @default false
   */
  readonly force?: boolean;
  /**
   * Whether the API server only returns the object that it would store.
   * @default false
   */
  readonly dryRun?: boolean;
}

/** The response of the API server to an apply. Messages are one line, suitable for printing. */
export type ServerSideApplyResult =
  /** The stored object, or the one that would be stored. */
  | { readonly outcome: 'applied'; readonly object: unknown }
  /** Other managers own fields of the object, with different values. */
  | {
      readonly outcome: 'conflict';
      readonly conflicts: readonly { readonly field: string; readonly manager: string }[];
      readonly message: string;
    }
  /** Rejected by the schema of the kind, by a rule in it, by a policy or by admission. */
  | {
      readonly outcome: 'invalid';
      readonly causes: readonly { readonly field: string; readonly message: string }[];
      readonly message: string;
    }
  /** Fields are not in the schema. The API server incorrectly reports this as an internal error (500). */
  | { readonly outcome: 'unknown-fields'; readonly fields: readonly string[]; readonly message: string }
  | { readonly outcome: 'no-such-kind' }
  | { readonly outcome: 'namespace-missing'; readonly namespace: string }
  | { readonly outcome: 'forbidden'; readonly message: string }
  /** An admission webhook has side effects and does not support dry runs. */
  | { readonly outcome: 'no-dry-run'; readonly message: string };

/**
 * Applies an object with server-side apply (https://kubernetes.io/docs/reference/using-api/server-side-apply/). Fields
 * that are not in the schema are rejected.
 *
 * @param path the path of the object: `pathOf(resource, namespace, name)`
 * @throws ApiError for any other error response, ConnectionError if there is no response, like `KubeClient.request`
 */
export async function serverSideApply(
  client: KubeClient,
  path: string,
  object: unknown,
  { manager, force = false, dryRun = false, signal, timeoutMs }: ServerSideApplyOptions,
): Promise<ServerSideApplyResult> {
  const query = {
    fieldManager: manager,
    force: String(force),
    fieldValidation: 'Strict',
    dryRun: dryRun ? 'All' : undefined,
  };
  const contentType = 'application/apply-patch+yaml';
  try {
    const stored = await client.request('PATCH', path, { query, body: object, contentType, signal, timeoutMs });
    return { outcome: 'applied', object: stored };
  } catch (error) {
    const result = error instanceof ApiError ? refusalOf(error) : undefined;
    if (result === undefined) throw error;
    return result;
  }
}

function refusalOf(error: ApiError): ServerSideApplyResult | undefined {
  const { message } = error;
  switch (error.status) {
    case 400:
      if (/does not support dry run/.test(message)) return { outcome: 'no-dry-run', message };
      return isDenied(message) ? { outcome: 'invalid', causes: [], message } : undefined;
    case 403:
      return error.isUnauthorized ? { outcome: 'forbidden', message } : { outcome: 'invalid', causes: [], message };
    case 404:
      return missing(error);
    case 409:
      return conflict(error);
    case 422: {
      const causes = error.details.causes.map(({ field, message: wrong }) => ({ field, message: wrong }));
      return { outcome: 'invalid', causes, message };
    }
    case 500:
      return unknownFields(message) ?? wrongTypes(message);
    default:
      return undefined;
  }
}

/** Whether an admission webhook rejected the request. If its response has no code, the API server answers with 400. */
function isDenied(message: string): boolean {
  return /\badmission webhook ".*" denied the request\b/.test(message);
}

function missing({ message, details: { kind, name } }: ApiError): ServerSideApplyResult | undefined {
  if (kind === 'namespaces' && name) return { outcome: 'namespace-missing', namespace: name };
  return /^404 page not found/.test(message) ? { outcome: 'no-such-kind' } : undefined;
}

/** Conflicts between field managers. A concurrent change of the object is a conflict (409), too, but not included. */
function conflict({ message, details }: ApiError): ServerSideApplyResult | undefined {
  const conflicts = details.causes
    .filter(({ reason }) => reason === 'FieldManagerConflict')
    .map(({ field, message: who }) => ({ field, manager: stringOf(/"([^"]*)"/.exec(who)?.[1]) ?? 'unknown' }));
  return conflicts.length === 0 ? undefined : { outcome: 'conflict', conflicts, message };
}

function unknownFields(message: string): ServerSideApplyResult | undefined {
  const fields = [...message.matchAll(/(\S+): field not declared in schema/g)].map(([, field]) => field as string);
  return fields.length === 0 ? undefined : { outcome: 'unknown-fields', fields, message };
}

/**
 * Values with a wrong type. The API server reports them as an internal error, too, in a message that contains the
 * values.
 */
function wrongTypes(message: string): ServerSideApplyResult | undefined {
  const causes = [...message.matchAll(/(\S+): (expected [\w ]+), got /g)].map(([, field = '', wrong = '']) => ({
    field,
    message: wrong,
  }));
  if (causes.length > 0) {
    return { outcome: 'invalid', causes, message: causes.map((each) => `${each.field}: ${each.message}`).join('; ') };
  }
  return /failed to convert new object/.test(message) ? { outcome: 'invalid', causes, message } : undefined;
}
