/** Builds the page of `fluxapp ui` into the package: `tsx build/page.ts lib`. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, transform } from 'esbuild';

const root = join(__dirname, '..');
const web = join(root, 'web');

/** The browsers that know `light-dark()`, by which the page has two colour schemes. */
const BROWSERS = ['chrome123', 'firefox120', 'safari17.5'];

/** The files of the page by name: what the browser loads, in one script and one style. */
export async function buildPage() {
  const { outputFiles } = await build({
    entryPoints: [join(web, 'main.tsx')],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: BROWSERS,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    charset: 'utf8',
    tsconfigRaw: {},
  });
  const css = await transform(readFileSync(join(web, 'app.css'), 'utf8'), {
    loader: 'css',
    minify: true,
    target: BROWSERS,
  });
  return {
    'index.html': readFileSync(join(web, 'index.html'), 'utf8'),
    'app.js': (outputFiles[0] as { readonly text: string }).text,
    'app.css': css.code,
    'icon.svg': readFileSync(join(web, 'icon.svg'), 'utf8'),
  };
}

async function main(lib: string): Promise<void> {
  const folder = join(lib, 'page');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(await buildPage())) writeFileSync(join(folder, name), text);
  // its code is part of the script, so its licence comes along
  copyFileSync(join(root, 'node_modules/preact/LICENSE'), join(folder, 'LICENSE.preact'));
}

if (require.main === module) void main(process.argv[2] ?? 'lib');
