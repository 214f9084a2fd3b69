import { APPLICATION, DELIVERIES, SOURCE_API, SOURCES } from '../kubernetes';
import type { WatcherManifest } from './manifest';
import { electsLeader, type WatcherSettings } from './settings';

const API_VERSION = 'rbac.authorization.k8s.io/v1';

/** What Roles and ClusterRoles consist of. */
interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/**
 * What `fluxapp watch` asks of the API server, and nothing more. It reads the schema of the Application as well, from
 * `/openapi/v3`, which Kubernetes lets everybody read who is known to it.
 */
const WATCHER_RULES: readonly Rule[] = [
  { apiGroups: [APPLICATION.group], resources: [APPLICATION.plural], verbs: ['list', 'watch', 'patch'] },
  { apiGroups: [APPLICATION.group], resources: [`${APPLICATION.plural}/status`], verbs: ['patch'] },
  ...Object.values(DELIVERIES).map(({ group, plural }) => {
    return { apiGroups: [group], resources: [plural], verbs: ['list', 'watch'] };
  }),
  {
    apiGroups: [SOURCE_API.group],
    resources: [...SOURCES.values()].map(({ plural }) => plural),
    verbs: ['list', 'watch'],
  },
  { apiGroups: [''], resources: ['events'], verbs: ['create'] },
];

/** Kubernetes cannot bind the creation of an object to a name: it has none yet when that is asked. */
const leaseRules = (lease: string): readonly Rule[] => [
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: [lease], verbs: ['get', 'update'] },
];

/** The account that the watcher is to the API server. Whatever else runs in its name must ask for the token. */
export function serviceAccount({ name, namespace }: WatcherSettings): WatcherManifest {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    name,
    namespace,
    body: () => ({ automountServiceAccountToken: false }),
  };
}

/** What the watcher may do where it watches: in one namespace, or in all. */
export function watcherRole({ globalName, watchNamespace }: WatcherSettings): WatcherManifest {
  const kind = watchNamespace === undefined ? 'ClusterRole' : 'Role';
  return {
    apiVersion: API_VERSION,
    kind,
    name: globalName,
    namespace: watchNamespace,
    body: () => ({ rules: WATCHER_RULES }),
  };
}

/** What it may do in its own namespace: hold its Lease. Absent where it needs none. */
export function leaseRole(settings: WatcherSettings): WatcherManifest | undefined {
  if (!electsLeader(settings)) return undefined;
  const { name, namespace } = settings;
  return {
    apiVersion: API_VERSION,
    kind: 'Role',
    name: `${name}-leader-election`,
    namespace,
    body: () => ({ rules: leaseRules(name) }),
  };
}

/** Gives a Role to the watcher's account, under the Role's own name. */
export function bindingOf(role: WatcherManifest, { name, namespace }: WatcherSettings): WatcherManifest {
  return {
    apiVersion: API_VERSION,
    kind: `${role.kind}Binding`,
    name: role.name,
    namespace: role.namespace,
    body: () => ({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: role.kind, name: role.name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    }),
  };
}
