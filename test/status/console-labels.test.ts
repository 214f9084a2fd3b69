import { expect, test } from 'vitest';
import { desiredOf } from '../../src/status/desired';
import { helmApplication, kustomizationApplication, onHost } from '../application/applications';
import { condition, fluxObject, readyKustomization, readyRelease } from './flux-objects';
import { WatchedApplication } from './watched-application';

/** The labels and the annotation that the list of KubeSphere's console reads. */
const helm = () => new WatchedApplication(helmApplication([onHost('web')]));

test('a release in progress counts as 0 of 1', () => {
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

test('a ready release counts as 1 of 1, and its revision is the last', () => {
  const application = helm();
  application.see({ HelmRelease: [readyRelease('podinfo--host--web', '0.1.0+1')] });
  expect(application.stored.metadata.labels).toEqual({
    'gitops.kubesphere.io/ready-number': '1-1',
    'gitops.kubepshere.io/type': 'HelmRelease',
  });
  expect(application.stored.metadata.annotations).toEqual({ 'gitops.kubesphere.io/last-revision': '0.1.0+1' });
});

test('a ready Kustomization counts as 1 of 1, and its revision is the last', () => {
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

test('an application of another engine has no report', () => {
  const application = helmApplication([onHost('web')]);
  const others = [{ ...application, spec: { ...application.spec, kind: 'argocd' } }, undefined, null, 'text', {}];
  expect(others.map((each) => desiredOf(each))).toEqual([undefined, undefined, undefined, undefined, undefined]);
});
