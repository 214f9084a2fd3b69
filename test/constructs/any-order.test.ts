/** The objects of applications do not depend on the order in which they are read. */
import { type ApiObject, App, Chart, Lazy } from 'cdk8s';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Cluster, FluxApplication, GitRepository, HelmRepository } from '../../src';
import { runs } from '../random-runs';

const APPLICATIONS = 5;

interface Shape {
  readonly targets: number;
  readonly hasNulls: boolean;
  readonly isLazy: boolean;
  readonly savesTemplate: boolean;
  readonly isKustomization: boolean;
}

const shapes = fc.array(
  fc.record<Shape>({
    targets: fc.integer({ min: 1, max: 4 }),
    hasNulls: fc.boolean(),
    isLazy: fc.boolean(),
    savesTemplate: fc.boolean(),
    isKustomization: fc.boolean(),
  }),
  { minLength: APPLICATIONS, maxLength: APPLICATIONS },
);

function addApplication(chart: Chart, name: string, shape: Shape): FluxApplication {
  const clusters = Array.from({ length: shape.targets }, (_, site) => Cluster.member(`site-${site}`));
  if (shape.isKustomization) {
    return new FluxApplication(chart, name, {
      kustomization: {
        source: GitRepository.fromName(chart, `source-${name}`, 'fleet'),
        defaults: { prune: true, postBuild: { substitute: { name } } },
        deploy: clusters.map((cluster) => ({ destination: cluster.namespace('web') })),
      },
    });
  }
  const region = shape.isLazy ? Lazy.any({ produce: () => `region of ${name}` }) : 'eu';
  return new FluxApplication(chart, name, {
    helmRelease: {
      source: HelmRepository.fromName(chart, `source-${name}`, 'charts'),
      chart: { chart: name },
      saveTemplate: shape.savesTemplate,
      defaults: { values: { name, shared: { list: [1, { a: 'b' }], text: '0o17' }, region } },
      deploy: clusters.map((cluster, site) => ({
        destination: cluster.namespace('web'),
        values: { site, ...(shape.hasNulls ? { shared: { text: null } } : {}) },
      })),
    },
  });
}

/** The objects of a new fleet, as JSON and as the YAML that cdk8s writes, each read in the given order. */
function read(fleet: readonly Shape[], order: (objects: readonly ApiObject[]) => readonly ApiObject[]) {
  const chart = new Chart(new App({ outdir: 'dist/test' }), 'fleet', { namespace: 'apps' });
  fleet.forEach((shape, index) => {
    addApplication(chart, `app-${index}`, shape);
  });
  const objects = chart.node.findAll().filter((construct): construct is ApiObject => 'toJson' in construct);
  const found = new Map<string, object>();
  for (const object of order(objects.filter((object) => (object as unknown) !== chart))) {
    const json = object.toJson();
    found.set(object.node.path, { json, text: String(json) });
  }
  return { found, objects: objects.length - 1 };
}

test('each object is the same, in whatever order and however often they are asked for', () => {
  const seen = { objects: 0, repeated: 0 };
  fc.assert(
    fc.property(shapes, fc.infiniteStream(fc.nat()), (fleet, numbers) => {
      const inOrder = read(fleet, (objects) => objects);
      const shuffled = read(fleet, (objects) => {
        const picked = objects.map((object) => ({ object, at: numbers.next().value as number }));
        const order = picked.sort((one, other) => one.at - other.at).map(({ object }) => object);
        return [...order, ...order.slice(0, order.length / 2)];
      });
      expect(shuffled.found).toEqual(inOrder.found);
      seen.objects += shuffled.objects;
      seen.repeated += Math.floor(shuffled.objects / 2);
    }),
    { numRuns: runs(60) },
  );
  expect(Math.min(seen.objects, seen.repeated)).toBeGreaterThan(400);
});
