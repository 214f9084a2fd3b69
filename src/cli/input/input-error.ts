import { ExpectedError } from '../../diagnostics';

/** A file that cannot be read, or has no content for this command. */
export class InputError extends ExpectedError {
  constructor(
    readonly file: string,
    /** The message without the file: `is empty`. */
    readonly problem: string,
  ) {
    super(`${file}: ${problem}`);
  }
}

/** The meaning of an error of the operating system, without its call and path. @param access what failed */
export function systemMessage(cause: unknown, access: 'read' | 'written' = 'read'): string {
  const { code } = cause as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'no such file or directory';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EEXIST':
      return 'a file is in the place of its directory';
    case undefined:
      throw cause;
    default:
      return `cannot be ${access} (${code})`;
  }
}
