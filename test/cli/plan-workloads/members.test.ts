import { expect, test } from 'vitest';
import { memberOf } from '../../../src/cli/plan/workloads/members';
import type { KubeClient } from '../../../src/kube';

const answering = (answers: Readonly<Record<string, object>>) =>
  ({ request: async (_: string, path: string) => answers[path] }) as unknown as KubeClient;
const { signal } = new AbortController();
const VERSION = { '/version': { gitVersion: 'v1.25.0' } };

test('versions and kinds, where one answer has both', async () => {
  const kind = (name: string, scope: string) => ({ scope, responseKind: { kind: name } });
  const group = (name: string | undefined, ...resources: object[]) => ({
    items: [{ metadata: { name }, versions: [{ version: 'v1', resources }] }],
  });
  const member = await memberOf(
    answering({
      ...VERSION,
      '/api': group(undefined, kind('Node', 'Cluster'), kind('Pod', 'Namespaced')),
      '/apis': group('apps', kind('Deployment', 'Namespaced')),
    }),
    signal,
  );
  expect({ ...member, client: undefined }).toEqual({
    client: undefined,
    kubeVersion: 'v1.25.0',
    apiVersions: ['apps/v1', 'apps/v1/Deployment', 'v1', 'v1/Node', 'v1/Pod'],
    isNamespaced: new Map([
      ['v1/Node', false],
      ['v1/Pod', true],
      ['apps/v1/Deployment', true],
    ]),
  });
});

test('versions alone, of an older cluster', async () => {
  const groups = [{ name: 'apps', versions: [{ groupVersion: 'apps/v1', version: 'v1' }] }];
  const member = await memberOf(answering({ ...VERSION, '/api': { versions: ['v1'] }, '/apis': { groups } }), signal);
  expect(member.apiVersions).toEqual(['apps/v1', 'v1']);
});
