import { cpSync, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { defineConfig } from 'vitepress';
import reference from '../pages/reference/typedoc-sidebar.json' with { type: 'json' };
import { GUIDE } from './guide.mts';

const ROOT = resolve(import.meta.dirname, '../..');
/** What `pages.mjs` has made: the pages, where they are in the repository. */
const PAGES = join(import.meta.dirname, '../pages');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** Files beside the pages that a page refers to, such as examples: they are part of the site. */
const files = new Set<string>();

/** Where pages above docs/ are in the site: VitePress does not follow rewrites that leave a folder. */
const ABOVE: Readonly<Record<string, string>> = {
  '../README.md': '/',
  '../CHANGELOG.md': '/changelog',
  '../examples/README.md': '/examples/',
};

/**
 * Where such a file is in the site, or the page of a folder.
 *
 * @param href as it is in the page
 * @param page the path of the page
 * @throws where there is no such file
 */
function placeOf(href: string, page: string): string {
  const path = relative(ROOT, resolve(ROOT, dirname(page), decodeURI(href)));
  if (path.startsWith('..') || !existsSync(join(ROOT, path)))
    throw new Error(`${page} refers to ${href}: no such file`);
  if (statSync(join(ROOT, path)).isDirectory()) return `/${path}/index.md`;
  files.add(path);
  return `/files/${path}`;
}

export default defineConfig({
  title: 'cdk8s-fluxapp',
  description: 'cdk8s constructs and a command for applications that Flux delivers to many clusters',
  lang: 'en',
  // where the site is served: SITE_BASE=/docs/
  base: process.env.SITE_BASE ?? '/',
  srcDir: PAGES,
  outDir: join(import.meta.dirname, '../dist'),
  cacheDir: join(import.meta.dirname, 'cache'),
  rewrites: {
    'README.md': 'index.md',
    'CHANGELOG.md': 'changelog.md',
    'docs/README.md': 'pages.md',
    'docs/:page': ':page',
    'examples/README.md': 'examples/index.md',
    'examples/:folder/README.md': 'examples/:folder/index.md',
  },
  // placeOf() has looked for them
  ignoreDeadLinks: [/^\/files\//],
  markdown: {
    config(markdown) {
      // pages write of Helm's templates: nothing in them is one of Vue's
      const { text, code_inline: code } = markdown.renderer.rules;
      const escaped = (html: string) => html.replaceAll('{{', '&#123;&#123;');
      if (text) markdown.renderer.rules.text = (...args) => escaped(text(...args));
      if (code) markdown.renderer.rules.code_inline = (...args) => escaped(code(...args));
      // Vite takes a path without a dot in front, as GitHub accepts it, for the name of a package
      const { html_block: block } = markdown.renderer.rules;
      const relativePaths = (html: string) => html.replaceAll(/\b(src|srcset)="(?![a-z]+:|[./])/g, '$1="./');
      if (block) markdown.renderer.rules.html_block = (...args) => relativePaths(block(...args));
      // links to files that are no pages lead to copies of them
      markdown.core.ruler.push('files', ({ tokens, env }) => {
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.type === 'link_open' ? token.attrGet('href') : null;
          if (href === null) continue;
          const page = ABOVE[href];
          if (page !== undefined) token.attrSet('href', page);
          if (/^[a-z]+:|^#|\.md(#|$)/i.test(href)) continue;
          token.attrSet('href', placeOf(href, relative(PAGES, env.realPath ?? env.path)));
        }
      });
    },
  },
  buildEnd({ outDir }) {
    for (const file of files) cpSync(join(ROOT, file), join(outDir, 'files', file));
  },
  themeConfig: {
    outline: [2, 3],
    search: { provider: 'local' },
    nav: [
      { text: 'Guide', link: '/concepts', activeMatch: '^/(?!reference|changelog)' },
      { text: 'Reference', link: '/reference/', activeMatch: '^/reference/' },
      { text: version, link: '/changelog' },
    ],
    sidebar: { '/reference/': reference, '/': GUIDE },
  },
});
