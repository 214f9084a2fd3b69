import type { Finding, Io } from '../shell';
import { InputError } from './input-error';
import { type FileContent, type InputObject, readObjects } from './objects';
import { readText } from './read-text';
import { findSources } from './sources';

/** What `-f` and `-R` say. */
export interface InputOptions {
  /** Files, directories, `-`. */
  readonly filename: readonly string[];
  readonly recursive?: boolean;
}

/** What all files of an input hold. */
export interface Input extends Pick<FileContent, 'objects' | 'lists'> {
  /** The names of the files, in the order in which they were read. */
  readonly files: readonly string[];
}

/**
 * Reads the files that `-f` names. One that is named must hold something; in a directory an empty one is passed over.
 *
 * @param report gets what cannot be read; the rest is read all the same, unless it throws
 */
export async function readInput(
  options: InputOptions,
  io: Pick<Io, 'stdin'>,
  report: (error: Finding) => void,
): Promise<Input> {
  const reportFile = ({ file, problem }: InputError) =>
    report({ severity: 'error', place: { file }, message: problem });
  const sources = await findSources(options.filename, options, reportFile);
  const objects: InputObject[] = [];
  let lists = 0;
  for (const source of sources) {
    try {
      const content = readObjects(source, await readText(source, io));
      for (const error of content.errors) report(error);
      if (content.documents === 0 && !source.found) throw new InputError(source.name, 'is empty');
      for (const object of content.objects) objects.push(object);
      lists += content.lists;
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause;
      reportFile(cause);
    }
  }
  return { files: sources.map(({ name }) => name), objects, lists };
}
