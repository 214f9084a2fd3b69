import { resourceName, type ServedKind } from './kinds';

/** An error that is returned to the client as a Status with these fields. */
export class Failure extends Error {
  constructor(
    /** HTTP status. */
    readonly code: number,
    /** One of metav1.StatusReason. */
    readonly reason: string,
    message: string,
    /** The problems, by field. */
    readonly causes: readonly object[] = [],
  ) {
    super(message);
  }

  get status(): object {
    const { code, reason, message, causes } = this;
    const details = causes.length > 0 && { details: { causes } };
    return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, ...details, code };
  }
}

const quoted = (kind: ServedKind, name: string) => `${resourceName(kind)} "${name}"`;

export const notFound = (kind: ServedKind, name: string): Failure =>
  new Failure(404, 'NotFound', `${quoted(kind, name)} not found`);

export const alreadyExists = (kind: ServedKind, name: string): Failure =>
  new Failure(409, 'AlreadyExists', `${quoted(kind, name)} already exists`);

export const outdated = (kind: ServedKind, name: string): Failure =>
  new Failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${quoted(kind, name)}: the object has been modified; please apply your changes to the latest version and try again`,
  );

export const expired = (message: string): Failure => new Failure(410, 'Expired', message);

export const badRequest = (message: string): Failure => new Failure(400, 'BadRequest', message);

export const invalid = (message: string): Failure => new Failure(422, 'Invalid', message);
