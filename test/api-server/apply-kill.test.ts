import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { installCrds } from '../../harness/crds';
import { describeWithClusters } from '../../harness/suite';
import { until } from '../../harness/wait';
import type { PlanObject } from '../../src/change';
import { printYamlDocuments } from '../../src/yaml';
import { chart, object, release } from '../change/plan/objects';
import { fluxapp, folderOf } from '../cli/run';
import { limit, runs, SEED } from '../random-runs';
import { startCommand } from './cli/process';
import { fluxCrds } from './flux-crds';

/** The number of times that a round is killed before it runs to its end. */
const KILLS = runs(1) === 1 ? 2 : 4;

/** The number of releases in a round; an apply writes some other objects, too. */
const RELEASES = 30;

/** The namespace, source, chart, settings and releases at a version. */
function code(space: string, tag: string): PlanObject[] {
  const metadata = { namespace: space };
  return [
    object({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: space } }),
    object({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'HelmRepository',
      metadata: { name: 'charts', ...metadata },
      spec: { url: 'https://charts.example.com', interval: '1h' },
    }),
    chart('web-1.0.0', { metadata }),
    object({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', ...metadata }, data: { tag } }),
    ...Array.from({ length: RELEASES }, (_, index) => release(`c-${index}`, { metadata, spec: { values: { tag } } })),
  ];
}

interface Release {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: { readonly values: { readonly tag: string } };
}

describeWithClusters('fluxapp apply that is killed', { clusters: ['host'] }, (running) => {
  const host = () => running().host;
  let rounds = 0;

  beforeAll(async () => {
    await installCrds(host(), await fluxCrds());
  });

  const releases = async (space: string) => {
    const { body } = await host().request('GET', `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${space}/helmreleases`);
    return new Map((body.items as Release[]).map((item) => [item.metadata.name, item]));
  };

  let kills = 0;

  /**
   * Runs the command, and kills it as soon as it has reported this number of written objects. On a busy machine it may
   * have written all of them by then, so that the next run has too few left.
   */
  const killed = async (file: string, after: number) => {
    const child = await startCommand(host(), ['apply', '-f', file, '--yes']);
    let code: number | null | undefined;
    const end = child.exit.then((ended) => {
      code = ended;
    });
    const written = () => child.stdout().match(/ (?:created|changed)$/gm)?.length ?? 0;
    await until('it has written some, or all', () => written() >= after || code !== undefined, { intervalMs: 1 });
    child.kill('SIGKILL');
    await end;
    expect(code === null || code === 0 ? '' : child.stderr()).toBe('');
    if (code === null) kills++;
  };

  test(
    'goes on where it was, and nothing is written twice',
    async () => {
      // small enough that objects remain to be written after every kill
      const writes = fc.array(fc.integer({ min: 1, max: Math.floor(RELEASES / KILLS) }), {
        minLength: KILLS,
        maxLength: KILLS,
      });
      await fc.assert(
        fc.asyncProperty(writes, async (counts) => {
          const space = `killed-${rounds++}`;
          const { path: folder } = folderOf({ 'x/': '' });
          const file = (tag: string) => {
            const path = join(folder, `${tag}.yaml`);
            writeFileSync(path, printYamlDocuments(code(space, tag).map(({ value }) => value)));
            return path;
          };
          await killed(file('v1'), counts[0] as number);
          const before = await releases(space);
          for (const count of counts.slice(1)) await killed(file('v2'), count);
          const args = ['apply', '-f', file('v2'), '--yes', '--kubeconfig', host().kubeconfig];
          const last = await fluxapp(args);
          expect({ code: last.code, stderr: last.stderr }).toEqual({ code: 0, stderr: '' });
          const after = await releases(space);
          expect(after.size).toBe(RELEASES);
          for (const [name, { metadata, spec }] of after) {
            expect(spec.values.tag).toBe('v2');
            expect(metadata.generation, name).toBe(before.has(name) ? 2 : 1);
          }
          const again = await fluxapp(args);
          expect(again.stdout.trimEnd().split('\n').at(-1)).toMatch(/^No changes\./);
          expect([...(await releases(space)).values()]).toEqual([...after.values()]);
        }),
        { numRuns: runs(5), seed: SEED },
      );
      expect(kills).toBeGreaterThan((rounds * KILLS) / 2);
    },
    limit(300_000),
  );
});
