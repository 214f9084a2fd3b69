// Puts the pages of the repository into pages/, where they are as in the repository: what they refer to is beside them.
import { cpSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const PAGES = join(import.meta.dirname, 'pages');

rmSync(PAGES, { recursive: true, force: true });
for (const path of ['README.md', 'CHANGELOG.md', 'docs'])
  cpSync(join(ROOT, path), join(PAGES, path), { recursive: true });
const isPage = (path) => !path.includes('.') || path.endsWith('README.md');
for (const path of ['examples'])
  cpSync(join(ROOT, path), join(PAGES, path), { recursive: true, filter: (from) => isPage(from.slice(ROOT.length)) });
