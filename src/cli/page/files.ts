import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '../../diagnostics';
import { findPackage } from '../../package';

/** The files of the page, which are built into the package. */
export interface PageFiles {
  /** The document, which loads the other files by name. */
  readonly 'index.html': string;
  readonly 'app.js': string;
  readonly 'app.css': string;
  readonly 'icon.svg': string;
}

const NAMES = ['index.html', 'app.js', 'app.css', 'icon.svg'] as const;

/** @throws ExpectedError in a checkout that was not built */
export function readPageFiles(): PageFiles {
  const folder = join(findPackage().folder, 'lib', 'page');
  try {
    return Object.fromEntries(
      NAMES.map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
    ) as object as PageFiles;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw new ExpectedError('the page is not built: "npm run build" in the checkout builds it');
  }
}
