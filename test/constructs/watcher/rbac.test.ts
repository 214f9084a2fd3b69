import { expect, test } from 'vitest';
import { APPLICATION, DELIVERIES, SOURCES } from '../../../src/kubernetes/kinds';
import { only, watcherObjects } from './objects';

const READ = ['list', 'watch'];

test('the ClusterRole lists and watches what the watcher watches, and writes to Applications and Events alone', () => {
  const { rules } = only(watcherObjects(), 'ClusterRole');
  const granted = (rules as { apiGroups: string[]; resources: string[]; verbs: string[] }[]).flatMap(
    ({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}.${group}`)),
      ),
  );
  const watched = [APPLICATION, ...Object.values(DELIVERIES), ...SOURCES.values()];
  const needed = [
    ...watched.flatMap(({ plural, group }) => READ.map((verb) => `${verb} ${plural}.${group}`)),
    'patch applications.gitops.kubesphere.io',
    'patch applications/status.gitops.kubesphere.io',
    'create events.',
  ];
  expect([...granted].sort()).toEqual([...needed].sort());
});

test('a watcher of one namespace has the same rights as a Role there, and no ClusterRole', () => {
  const objects = watcherObjects({ watchNamespace: 'apps' });
  expect(objects.map(({ kind }) => kind)).not.toContain('ClusterRole');
  const role = only(objects, 'Role');
  expect(role.metadata).toMatchObject({ namespace: 'apps', name: 'fluxapp-watcher.flux-system.watcher' });
  expect(role.rules).toEqual(only(watcherObjects(), 'ClusterRole').rules);
  const { metadata, roleRef, subjects } = only(objects, 'RoleBinding');
  expect([metadata.namespace, roleRef.kind, roleRef.name]).toEqual(['apps', 'Role', role.metadata.name]);
  expect(subjects).toEqual([{ kind: 'ServiceAccount', name: 'watcher', namespace: 'flux-system' }]);
});

test('the rights on the Lease are those of two replicas, in the namespace of the watcher, by its name', () => {
  expect(watcherObjects().map(({ kind }) => kind)).not.toContain('Role');
  const { metadata, rules } = only(watcherObjects({ replicas: 2, name: 'status' }), 'Role');
  expect([metadata.name, metadata.namespace]).toEqual(['status-leader-election', 'flux-system']);
  expect(rules).toEqual([
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: ['status'], verbs: ['get', 'update'] },
  ]);
});
