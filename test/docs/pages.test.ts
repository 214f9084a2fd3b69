import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applicationYaml } from '../cli/applications';
import { fluxapp } from '../cli/run';

const root = join(__dirname, '..', '..');
const page = (name: string) => readFileSync(join(root, 'docs', name), 'utf8');

function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, code]) => code as string);
}

function run(code: string): string {
  return execFileSync(join(root, 'node_modules/.bin/tsx'), ['-e', code], { cwd: root, encoding: 'utf8' });
}

test('the example of the concepts prints what the page says', () => {
  expect(run(blocks(page('concepts.md'), 'ts')[0] as string)).toBe(blocks(page('concepts.md'), 'text')[0]);
});

describe('migration', () => {
  test('Applications out of a cluster are lowered from standard input', async () => {
    expect(blocks(page('migration.md'), 'sh')[0]).toContain('-o yaml | fluxapp lower');
    const item = applicationYaml('a').replace(/^/gm, '    ').replace('   ', '  -');
    const { code, stdout } = await fluxapp(['lower'], { stdin: `apiVersion: v1\nkind: List\nitems:\n${item}` });
    expect({ code, isLowered: stdout.includes('kind: Kustomization') }).toEqual({ code: 0, isLowered: true });
  });

  test('copied HelmReleases become targets that keep their releases', () => {
    const [code] = blocks(page('migration.md'), 'ts') as [string];
    const printed = run(
      `${code}\nconsole.log(JSON.stringify(chart.toJson().filter(({ kind }) => kind === 'HelmRelease')))`,
    );
    const specs = (JSON.parse(printed) as { spec: Record<string, unknown> }[]).map(({ spec }) => spec);
    const names = specs.map(({ releaseName, storageNamespace, values }) => [releaseName, storageNamespace, values]);
    expect(names).toEqual([
      ['podinfo', 'web', { replicaCount: 3, ui: { color: '#34577c' } }],
      ['podinfo', 'flux-system', { replicaCount: 1, ui: { color: '#34577c' } }],
    ]);
  });
});

test.each(readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')))(
  'the links of %s lead somewhere',
  (name) => {
    const text = page(name);
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link as string);
    const broken = links.filter((link) => {
      if (link.includes('://')) return false;
      const [file, anchor] = link.split('#') as [string, string?];
      const target = file === '' ? join(root, 'docs', name) : join(root, 'docs', dirname('x'), file);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchors(readFileSync(target, 'utf8')).includes(anchor);
    });
    expect(broken).toEqual([]);
  },
);

/** The anchors of a page: those that GitHub derives from its headings, and explicit ones. */
function anchors(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading as string);
  const explicit = [...text.matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id]) => id as string);
  return headings
    .map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    )
    .concat(explicit);
}
