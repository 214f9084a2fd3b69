/** A file that cannot be read, or that is none of ours. The message is the end of a sentence that begins with its name. */
export class InputError extends Error {
  constructor(
    readonly file: string,
    message: string,
  ) {
    super(message);
  }
}

/** What an error of the operating system means, without its call and path. */
export function systemMessage(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'no such file or directory';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case undefined:
      throw cause;
    default:
      return `cannot be read (${code})`;
  }
}
