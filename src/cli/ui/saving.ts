import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { ExpectedError } from '../../diagnostics';
import { answerDraft, draftOf } from '../../draft';
import { isMap } from '../../json';
import { fileOf, type SaveAnswer, type SaveOrder } from '../../page';

/**
 * The order in the body of a request.
 *
 * @param body parsed JSON
 * @returns undefined if it is not an order
 */
export function saveOrderOf(body: unknown): SaveOrder | undefined {
  if (!isMap(body)) return undefined;
  const { format } = body;
  const draft = draftOf(body.draft);
  if (draft === undefined || (format !== 'typescript' && format !== 'yaml')) return undefined;
  return { draft, format };
}

/**
 * Saves an application as a new file.
 *
 * @param out the folder, which must exist
 * @throws ExpectedError if the application has errors, or the file exists or cannot be written
 */
export function save({ draft, format }: SaveOrder, out: string): SaveAnswer {
  const { texts } = answerDraft(draft);
  if (texts === undefined) throw new ExpectedError('the application has errors: nothing was saved');
  // validated as names of objects, which contain no slash
  const file = fileOf(draft, format);
  const path = join(out, file);
  makeFolder(dirname(path), dirname(file));
  try {
    // a link may lead out of the folder
    if (!`${realpathSync(dirname(path))}${sep}`.startsWith(`${realpathSync(out)}${sep}`)) {
      throw new ExpectedError(`${file} is outside of the folder of --out: a link leads there`);
    }
    writeFileSync(path, texts[format], { flag: 'wx' });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    if (code === 'EEXIST') throw new ExpectedError(`${file} already exists and was not changed`);
    throw new ExpectedError(`${file} cannot be written: ${code}`);
  }
  return { file };
}

/** @param name in messages */
function makeFolder(path: string, name: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    if (code === 'EEXIST') throw new ExpectedError(`${name} exists in the folder of --out and is not a folder`);
    throw new ExpectedError(`the folder ${name} cannot be created: ${code}`);
  }
}
