import { type FieldPath, formatPath } from '../json';

/** An error in a field. */
export interface Problem {
  readonly path: FieldPath;
  /** The text after the path. */
  readonly message: string;
}

/** `path: message`, or only the message if the path is empty. */
export function formatProblem({ path, message }: Problem): string {
  return path.length === 0 ? message : `${formatPath(path)}: ${message}`;
}
