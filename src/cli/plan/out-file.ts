import { readFile, stat, writeFile } from 'node:fs/promises';
import { type PlanFile, parsePlanFile } from '../../change';
import { ExpectedError } from '../../diagnostics';
import { systemMessage } from '../input';

/**
 * Whether a plan may be written to a path: an existing file must be a plan file, or empty.
 *
 * @throws ExpectedError if it may not
 */
export async function checkOut(path: string): Promise<void> {
  // /dev/stdout and pipes have no content to lose
  const found = await stat(path).catch(() => undefined); // the failed write has the message for a path that cannot be reached
  if (!found?.isFile()) return;
  const text = await readFile(path, 'utf8').catch((error) => {
    throw new ExpectedError(`--out ${path}: ${systemMessage(error)}`);
  });
  if (text === '' || parsePlanFile(text) !== undefined) return;
  throw new ExpectedError(
    `--out ${path}: the file exists and is not a plan file of this version; it was not overwritten: delete it, or name another file`,
  );
}

/** Writes a plan file. */
export async function writePlan(path: string, file: PlanFile | undefined): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify(file, undefined, 2)}\n`);
  } catch (error) {
    throw new ExpectedError(`--out ${path}: ${systemMessage(error, 'written')}`);
  }
}
