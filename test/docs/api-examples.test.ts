/** Every public class has an example in its description, and the examples of the constructs run. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { afterAll, describe, expect, test } from 'vitest';
import * as constructs from '../../src';
import * as watch from '../../src/watch';

const root = join(__dirname, '../../src');
const folder = mkdtempSync(join(tmpdir(), 'api-examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join(root, path), 'utf8'));

/** The code of the example in the description of an exported class or object; undefined if there is none. */
function exampleOf(name: string): string | undefined {
  const declaration = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\nexport (?:class|const) ${name}\\b`);
  const [, comment = ''] = sources.map((text) => declaration.exec(text)).find((found) => found !== null) ?? [];
  return /@example\n([\s\S]*)/.exec(comment.replace(/^ \* ?/gm, ''))?.[1];
}

const namesOf = (exported: object) => Object.keys(exported).filter((name) => /^[A-Z]/.test(name));

test.each([...namesOf(constructs), ...namesOf(watch)])('%s has an example', (name) => {
  expect(exampleOf(name)?.trim()).toMatch(/\S/);
});

describe('the examples of the constructs', () => {
  const file = join(folder, 'clusters.yaml');
  writeFileSync(
    file,
    'apiVersion: fluxapp/v1\nkind: ClusterList\nclusters:\n  - name: eu-1\n    labels: { stage: prod }\n',
  );

  test.each(namesOf(constructs))('%s', (name) => {
    const app = new App({ outdir: folder });
    const chart = new Chart(app, 'test', { namespace: 'apps' });
    const source = constructs.HelmRepository.fromName(chart, 'source', 'charts');
    class FleetApp extends constructs.FleetApp {
      constructor() {
        super({ outdir: folder });
      }
    }
    const known = { ...constructs, FleetApp, Chart, app, chart, source };
    const code = exampleOf(name)?.replace("'clusters.yaml'", JSON.stringify(file)) as string;
    new Function(...Object.keys(known), `{${code}}`)(...Object.values(known));
    expect(() => Testing.synth(chart)).not.toThrow();
  });
});
