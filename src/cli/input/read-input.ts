import type { Finding, Io } from '../shell';
import { InputError } from './input-error';
import { type FileContent, type InputObject, readObjects } from './objects';
import { readText } from './read-text';
import { findSources } from './sources';

/** The values of `-f` and `-R`. */
export interface InputOptions {
  /** Files, directories, `-`. */
  readonly filename: readonly string[];
  readonly recursive?: boolean;
  /** Whether a directory without manifests, or an empty file, is no error. @default false */
  readonly mayBeEmpty?: boolean;
}

/** The content of all files of an input. */
export interface Input extends Pick<FileContent, 'objects' | 'lists'> {
  /** The names of the files, in the order in which they were read. */
  readonly files: readonly string[];
}

/**
 * Reads the files of `-f`. A file that is named explicitly must have content, unless the options say otherwise; empty files
 * in a directory are ignored.
 *
 * @param report receives files that cannot be read; the others are still read, unless it throws. A warning: a
 *   directory that may be empty has files only in its subdirectories
 */
export async function readInput(
  options: InputOptions,
  io: Pick<Io, 'stdin'>,
  report: (finding: Finding) => void,
): Promise<Input> {
  const reportFile = ({ file, problem }: InputError, severity: Finding['severity'] = 'error') =>
    report({ severity, place: { file }, message: problem });
  const sources = await findSources(options.filename, options, reportFile);
  const objects: InputObject[] = [];
  let lists = 0;
  for (const source of sources) {
    try {
      const content = readObjects(source, await readText(source, io));
      for (const error of content.errors) report(error);
      if (content.documents === 0 && !source.found && !options.mayBeEmpty)
        throw new InputError(source.name, 'is empty');
      for (const object of content.objects) objects.push(object);
      lists += content.lists;
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause;
      reportFile(cause);
    }
  }
  return { files: sources.map(({ name }) => name), objects, lists };
}
