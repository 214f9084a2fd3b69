import { type ApiObject, ApiObjectMetadataDefinition, Testing } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import { Cluster, FluxApplication, HelmTemplate } from '../../../src';
import { testChart } from '../chart';

/** The HelmRelease of an application with one target, after a change. */
function releaseAfter(change: (release: ApiObject) => void) {
  const chart = testChart();
  const application = new FluxApplication(chart, 'web', {
    helmRelease: {
      template: HelmTemplate.fromName(chart, 'template', 'web'),
      deploy: [{ destination: Cluster.host().namespace('web') }],
    },
  });
  const [release] = application.releases as [ApiObject];
  const before = release.toJson();
  change(release);
  expect(Testing.synth(chart)).toContainEqual(release.toJson());
  return { before: before.metadata, after: release.toJson().metadata };
}

const OWNER = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: '1' };

describe('what is added to the metadata of a release', () => {
  test.each<[string, (metadata: ApiObjectMetadataDefinition) => void, object]>([
    ['addLabel', (metadata) => metadata.addLabel('team', 'a'), { labels: { team: 'a' } }],
    ['addAnnotation', (metadata) => metadata.addAnnotation('note', 'b'), { annotations: { note: 'b' } }],
    ['addFinalizers', (metadata) => metadata.addFinalizers('c.example.com/d'), { finalizers: ['c.example.com/d'] }],
    ['addOwnerReference', (metadata) => metadata.addOwnerReference(OWNER), { ownerReferences: [OWNER] }],
    ['add', (metadata) => metadata.add('generateName', 'e'), { generateName: 'e' }],
  ])('by %s arrives', (_, add, added: { labels?: object; annotations?: object }) => {
    const { before, after } = releaseAfter(({ metadata }) => add(metadata));
    expect(after).toEqual({
      ...before,
      ...added,
      labels: { ...before.labels, ...added.labels },
      annotations: { ...before.annotations, ...added.annotations },
    });
  });

  test('by nothing is nothing', () => {
    const { before, after } = releaseAfter(() => {});
    expect(after).toEqual(before);
    expect(Object.keys(after)).toEqual(['name', 'namespace', 'labels', 'annotations']);
  });

  test('has no other way in: cdk8s has these methods, and the first five of them write', () => {
    const { constructor: _, ...methods } = Object.getOwnPropertyDescriptors(ApiObjectMetadataDefinition.prototype);
    expect(Object.keys(methods).sort()).toEqual(
      ['addLabel', 'addAnnotation', 'addFinalizers', 'addOwnerReference', 'add', 'getLabel', 'toJson'].sort(),
    );
  });
});
