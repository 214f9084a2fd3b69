import { expect, test } from 'vitest';
import { desiredOf } from '../../src/status/desired';
import { helmApplication, kustomizationApplication, onHost } from '../application/applications';
import { condition, fluxObject, readyKustomization, readyRelease } from './flux-objects';
import { WatchedApplication } from './watched-application';

/** The status vectors: what the console of KubeSphere has always been told. */
const helm = () => new WatchedApplication(helmApplication([onHost('web')]));

test('S1: a release on its way is none of one', () => {
  const application = helm();
  application.see({
    HelmRelease: [
      fluxObject('HelmRelease', 'podinfo--host--web', {
        lastAttemptedRevision: '0.1.0+1',
        conditions: [condition('Ready', 'Unknown', 'Progressing', 'Running install')],
      }),
    ],
  });
  expect(application.stored.metadata.labels).toEqual({
    'gitops.kubesphere.io/ready-number': '0-1',
    'gitops.kubepshere.io/type': 'HelmRelease',
  });
  expect(application.stored.metadata.annotations ?? {}).toEqual({});
});

test('S2: a release that is ready is one of one, and its revision is the last', () => {
  const application = helm();
  application.see({ HelmRelease: [readyRelease('podinfo--host--web', '0.1.0+1')] });
  expect(application.stored.metadata.labels).toEqual({
    'gitops.kubesphere.io/ready-number': '1-1',
    'gitops.kubepshere.io/type': 'HelmRelease',
  });
  expect(application.stored.metadata.annotations).toEqual({ 'gitops.kubesphere.io/last-revision': '0.1.0+1' });
});

test('S3: so is a Kustomization', () => {
  const application = new WatchedApplication(
    kustomizationApplication([{ destination: { targetNamespace: 'web' }, interval: '8m', prune: true }]),
  );
  application.see({ Kustomization: [readyKustomization('podinfo--host--web', 'main@sha1:4b8497c8')] });
  expect(application.stored.metadata.labels).toEqual({
    'gitops.kubesphere.io/ready-number': '1-1',
    'gitops.kubepshere.io/type': 'Kustomization',
  });
  expect(application.stored.metadata.annotations).toEqual({
    'gitops.kubesphere.io/last-revision': 'main@sha1:4b8497c8',
  });
});

test('S4: what Flux does not deliver is not reported on', () => {
  const application = helmApplication([onHost('web')]);
  const others = [{ ...application, spec: { ...application.spec, kind: 'argocd' } }, undefined, null, 'text', {}];
  expect(others.map((each) => desiredOf(each))).toEqual([undefined, undefined, undefined, undefined, undefined]);
});
