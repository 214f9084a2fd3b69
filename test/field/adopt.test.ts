/** Imports the repositories that `.ci/field` has fetched, which were written by teams and by the Flux project. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { canonicalJson, mapOf } from '../../src/json';
import { parseYaml } from '../../src/yaml';
import { expectRoundTrip, isDelivery } from '../adopt/round-trip';
import type { Any } from '../adopt/run-program';

const FIELD = process.env.FLUXAPP_FIELD as string;
const repositories = readFileSync(join(__dirname, 'repositories.txt'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => line.split(' ')[0] as string);

/** The YAML texts of a repository by folder: YAML files, and YAML blocks in Markdown pages. */
function textsOf(repository: string): Map<string, string[]> {
  const folder = join(FIELD, repository);
  const texts = new Map<string, string[]>();
  for (const path of readdirSync(folder, { recursive: true }) as string[]) {
    if (!/\.(?:ya?ml|md)$/.test(path) || path.startsWith('.git/')) continue;
    const text = readFileSync(join(folder, path), 'utf8');
    const own = path.endsWith('.md')
      ? [...text.matchAll(/^```ya?ml\n(.*?)^```$/gms)].map(([, block]) => block as string)
      : [text];
    // each block of a page is a separate input, and so is each folder of manifests
    if (path.endsWith('.md')) for (const [index, block] of own.entries()) texts.set(`${path} ${index}`, [block]);
    else texts.set(dirname(path), [...(texts.get(dirname(path)) ?? []), ...own]);
  }
  return texts;
}

/**
 * The HelmReleases, Kustomizations and sources in texts, without duplicates. A text that is not YAML, such as a
 * template, is ignored.
 */
function objectsOf(texts: readonly string[]): Any[] {
  const objects = texts.flatMap((text) => {
    const documents = parseYaml(text);
    if (documents.some(({ problems }) => problems.length > 0)) return [];
    return documents
      .map(({ value }) => mapOf(value) as Any)
      .filter(({ apiVersion, metadata }) => /\.toolkit\.fluxcd\.io\//.test(apiVersion ?? '') && metadata?.name);
  });
  return [...new Map(objects.map((object) => [canonicalJson(object), object])).values()];
}

test.each(repositories)(
  'what is taken of %s comes out as it went in',
  (repository) => {
    const texts = textsOf(repository);
    const count = { taken: 0, left: 0 };
    for (const own of texts.values()) {
      const objects = objectsOf(own);
      const { taken, left } = expectRoundTrip(objects, { namespace: 'apps' });
      count.taken += taken.length;
      count.left += left.filter(({ object }) => isDelivery(object)).length;
    }
    // the whole repository is also one input; objects with a name that occurs again are not imported
    expectRoundTrip(objectsOf([...texts.values()].flat()), { namespace: 'apps' });
    expect(count.taken + count.left).toBeGreaterThan(3);
    console.log(`${repository}: ${count.taken} taken, ${count.left} left`);
  },
  300_000,
);
