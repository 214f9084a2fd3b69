import { type FieldPath, formatPath } from '../json';

/** What is wrong with a field. */
export interface Problem {
  readonly path: FieldPath;
  /** To follow the path. */
  readonly message: string;
}

/** `path: message`, or the message alone where the path is empty. */
export function formatProblem({ path, message }: Problem): string {
  return path.length === 0 ? message : `${formatPath(path)}: ${message}`;
}
