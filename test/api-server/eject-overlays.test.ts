import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeWithApiServer } from '../../harness/suite';
import { eject } from '../../src/adopt';
import { lower } from '../../src/application';
import { parseYaml, printYamlDocuments } from '../../src/yaml';
import type { Any } from '../adopt/run-program';
import { applications } from '../application/arbitrary-application';
import { folderOf } from '../cli/run';
import { limit, runs, SEED } from '../random-runs';

const CLUSTERS = ['eu-1', 'us-1', 'eu.2'];

/** The same application, with its first target on several clusters and some different values on each. */
function spread(application: Any): Any {
  const { config } = application.spec.fluxApp.spec;
  const list = config.helmRelease?.deploy ?? config.kustomization;
  const [first] = list;
  if (first === undefined) return application;
  const { name: _, ...entry } = first;
  const more = CLUSTERS.map((cluster, index) => ({
    ...entry,
    ...(config.helmRelease ? { values: { ...entry.values, replicas: index } } : {}),
    destination: { ...entry.destination, kubeConfig: { secretRef: { name: cluster } } },
  }));
  list.splice(0, list.length, ...more);
  return application;
}

const fleets = fc
  .array(fc.oneof(applications, applications.map(spread)), { minLength: 1, maxLength: 3 })
  .map((fleet) => fleet.map((application, index) => named(application, `${application.metadata.name}-${index}`)));

const named = (application: Any, name: string) => ({
  ...application,
  metadata: { namespace: 'apps', ...application.metadata, name },
});

const idOf = ({ kind, metadata }: Any) => `${kind} ${metadata.namespace}/${metadata.name}`;
const inOrder = (objects: readonly unknown[]) =>
  [...objects].sort((a, b) => (idOf(a) < idOf(b) ? -1 : idOf(a) > idOf(b) ? 1 : 0));

describeWithApiServer('overlays of an eject', (cluster) => {
  async function kustomize(folder: string): Promise<unknown[]> {
    const { code, stdout, stderr } = await cluster.kubectl(['kustomize', folder]);
    expect([code, stderr]).toEqual([0, '']);
    return inOrder(parseYaml(stdout).map(({ value }) => value));
  }

  test(
    'kubectl kustomize makes of every overlay the objects of its cluster, and of the whole folder all of them',
    async () => {
      const counts = { patched: 0, whole: 0 };
      await fc.assert(
        fc.asyncProperty(fleets, async (fleet) => {
          const objects = fleet.flatMap(
            (application) => lower(application, { withApplication: true }).objects,
          ) as Any[];
          fc.pre(new Set(objects.map(idOf)).size === objects.length);
          const { clusters, shared } = eject(objects);
          fc.pre(clusters.size > 0);
          const folder = folderOf({ 'dist/all.yaml': printYamlDocuments(objects) });
          const args = ['eject', '-f', './dist', '--out', './flux', '--layout', 'overlays'];
          const out = join(folder.path, 'flux');
          expect(await folder.fluxapp(args)).toMatchObject({ code: 0 });
          const overlays = [...clusters].map(async ([name, wanted]) => {
            expect(await kustomize(join(out, 'clusters', name))).toEqual(inOrder(wanted));
            const [file] = parseYaml(readFileSync(join(out, 'clusters', name, 'kustomization.yaml'), 'utf8')) as [Any];
            const patched = file.value.patches?.length ?? 0;
            counts.patched += patched;
            counts.whole += wanted.length - patched;
          });
          await Promise.all(overlays);
          const all = [...shared, ...[...clusters.values()].flat()];
          expect(await kustomize(out)).toEqual(inOrder(all));
          // the name of a cluster may end like that of a file
          const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
          for (const { parentPath, name } of files) {
            if (name.endsWith('.yaml'))
              expect(readFileSync(join(parentPath, name), 'utf8')).not.toContain('kubesphere.io');
          }
        }),
        { seed: SEED, numRuns: runs(15), endOnFailure: true },
      );
      expect(counts.patched).toBeGreaterThan(15);
      expect(counts.whole).toBeGreaterThan(5);
    },
    limit(240_000),
  );
});
