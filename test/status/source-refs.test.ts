import fc from 'fast-check';
import { expect, test } from 'vitest';
import { objectId } from '../../src/kubernetes/kinds';
import { reportOn } from '../../src/status/application-report';
import { type Desired, desiredOf } from '../../src/status/desired';
import type { Observed } from '../../src/status/observed';
import { sourceRefsOf } from '../../src/status/observed';
import { helmApplication, onHost } from '../application/applications';
import { runs } from '../random-runs';
import { scenes } from './arbitrary-world';
import { fluxObject, readyRelease, readySource } from './flux-objects';
import { RELEASE } from './say';
import { observed, type World } from './watched-application';

const NOW = '2026-11-02T10:00:00Z';

function refsOf(application: unknown, world: World): string[] {
  const desired = desiredOf(application) as Desired;
  return [...sourceRefsOf(desired, observed(world, desired)).keys()];
}

test('a release of a chart in a repository needs the repository and the HelmChart that was generated for it', () => {
  const application = helmApplication([onHost('web')]);
  const release = readyRelease(RELEASE);
  const made = { ...release, status: { ...(release.status as object), helmChart: 'apps/apps-podinfo' } };
  expect(refsOf(application, {})).toEqual(['HelmRepository apps/charts']);
  expect(refsOf(application, { HelmRelease: [release] })).toEqual(['HelmRepository apps/charts']);
  expect(refsOf(application, { HelmRelease: [made] })).toEqual([
    'HelmRepository apps/charts',
    'HelmChart apps/apps-podinfo',
  ]);
});

test('a release of a template needs the template, and its repository once the template is known', () => {
  const application = helmApplication([onHost('web')], { chart: undefined, source: null, template: 'shared' });
  const chart = readySource('HelmChart', 'shared', '1.0.0');
  const fetched = { ...chart, spec: { sourceRef: { kind: 'OCIRepository', name: 'charts' } } };
  expect(refsOf(application, {})).toEqual(['HelmChart apps/shared']);
  expect(refsOf(application, { sources: [chart] })).toEqual(['HelmChart apps/shared']);
  expect(refsOf(application, { sources: [fetched] })).toEqual(['HelmChart apps/shared', 'OCIRepository apps/charts']);
});

test('where releases cannot be read, the sources of the targets are needed still', () => {
  const unread = { unread: 'Forbidden', message: 'helmreleases is forbidden' };
  expect(refsOf(helmApplication([onHost('web')]), { HelmRelease: unread })).toEqual(['HelmRepository apps/charts']);
});

test('a report depends on no other source', () => {
  const others = ['HelmChart', 'HelmRepository', 'OCIRepository'].map((kind) => fluxObject(kind, 'another'));
  let needed = 0;
  fc.assert(
    fc.property(scenes, fc.constantFrom(undefined, 'charts'), ({ application, world }, repository) => {
      const desired = desiredOf(application) as Desired;
      const { sources = [], ...releases } = world as World & { sources?: typeof others };
      const charts = sources.map((chart) => ({
        ...chart,
        spec: repository ? { sourceRef: { kind: 'HelmRepository', name: repository } } : {},
      }));
      const repositories = repository ? [fluxObject('HelmRepository', repository)] : [];
      const whole = observed({ ...releases, sources: [...charts, ...repositories, ...others] }, desired);
      const refs = sourceRefsOf(desired, whole);
      const listed = [...whole.sources].filter(([key]) => refs.has(key));
      const least: Observed = { ...whole, sources: new Map(listed) };
      const report = (each: Observed) => reportOn({ desired, observed: each, now: NOW });
      expect(report(least)).toEqual(report(whole));
      expect(sourceRefsOf(desired, least)).toEqual(refs);
      expect([...refs].every(([key, ref]) => key === objectId(ref))).toBe(true);
      if (listed.length > 1) needed++;
    }),
    { numRuns: runs(300) },
  );
  expect(needed).toBeGreaterThan(10);
});
