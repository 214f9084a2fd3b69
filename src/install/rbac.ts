import { APPLICATION, DELIVERIES, LOWERED_KINDS, SOURCE_API, SOURCES } from '../kubernetes';
import type { Installed, InstallManifest } from './manifest';
import { electsLeader, type WatcherSettings } from './settings';

const API_VERSION = 'rbac.authorization.k8s.io/v1';

/** A rule of a Role or ClusterRole. */
interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** Permissions to read the Flux objects of Applications. */
const FLUX_RULES: readonly Rule[] = [
  ...Object.values(DELIVERIES).map(({ group, plural }) => {
    return { apiGroups: [group], resources: [plural], verbs: ['list', 'watch'] };
  }),
  {
    apiGroups: [SOURCE_API.group],
    resources: [...SOURCES.values()].map(({ plural }) => plural),
    verbs: ['list', 'watch'],
  },
];

/** The permissions of `fluxapp ui` in a cluster: it writes nothing. */
export const PAGE_RULES: readonly Rule[] = [
  { apiGroups: [APPLICATION.group], resources: [APPLICATION.plural], verbs: ['list', 'watch'] },
  ...FLUX_RULES,
];

/**
 * The permissions of `fluxapp watch`, and no others. It also reads the schema of the Application from `/openapi/v3`,
 * which Kubernetes allows for every authenticated account.
 */
const WATCHER_RULES: readonly Rule[] = [
  { apiGroups: [APPLICATION.group], resources: [APPLICATION.plural], verbs: ['list', 'watch', 'patch'] },
  { apiGroups: [APPLICATION.group], resources: [`${APPLICATION.plural}/status`], verbs: ['patch'] },
  ...FLUX_RULES,
  { apiGroups: [''], resources: ['events'], verbs: ['create'] },
];

/** Lowering in the cluster creates, changes and deletes objects of these kinds. */
const LOWERING_RULES: readonly Rule[] = LOWERED_KINDS.map(({ group, plural }) => {
  return { apiGroups: [group], resources: [plural], verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'] };
});

/** Permission to read whether the CRD of the Application is being deleted. */
const SURROUNDINGS: readonly Rule[] = [
  {
    apiGroups: ['apiextensions.k8s.io'],
    resources: ['customresourcedefinitions'],
    resourceNames: [`${APPLICATION.plural}.${APPLICATION.group}`],
    verbs: ['get'],
  },
];

/**
 * Permissions for Namespaces: their labels request lowering. A Role for one namespace only allows reading whether it is
 * being deleted.
 */
const namespaceRules = (verbs: readonly string[]): readonly Rule[] => [
  { apiGroups: [''], resources: ['namespaces'], verbs },
];

function rulesOf({ lowering, watchNamespace }: WatcherSettings): readonly Rule[] {
  if (lowering === undefined) return WATCHER_RULES;
  const ofAll = watchNamespace === undefined;
  return [
    ...WATCHER_RULES,
    ...LOWERING_RULES,
    ...namespaceRules(ofAll ? ['get', 'list', 'watch'] : ['get']),
    ...(ofAll ? SURROUNDINGS : []),
  ];
}

/** Kubernetes cannot restrict the creation of an object to a name: RBAC does not know the name at that time. */
const leaseRules = (lease: string): readonly Rule[] => [
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: [lease], verbs: ['get', 'update'] },
];

/** The ServiceAccount of a program. Other Pods that use it do not get its token by default. */
export function serviceAccount({ name, namespace }: Installed): InstallManifest {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    name,
    namespace,
    body: () => ({ automountServiceAccountToken: false }),
  };
}

/** The permissions of the watcher for the objects that it watches. */
export function watcherRole(settings: WatcherSettings): InstallManifest {
  return roleOf(settings, rulesOf(settings));
}

/** The permissions of a program in one namespace, or in all. */
export function roleOf(
  { globalName, watchNamespace }: Installed & { readonly watchNamespace?: string },
  rules: readonly Rule[],
): InstallManifest {
  const kind = watchNamespace === undefined ? 'ClusterRole' : 'Role';
  return {
    apiVersion: API_VERSION,
    kind,
    name: globalName,
    namespace: watchNamespace,
    body: () => ({ rules }),
  };
}

/** Its permissions outside of the namespace that it watches. Absent if it watches all namespaces, or lowers nothing. */
export function surroundingsRole({
  globalName,
  watchNamespace,
  lowering,
}: WatcherSettings): InstallManifest | undefined {
  if (watchNamespace === undefined || lowering === undefined) return undefined;
  return { apiVersion: API_VERSION, kind: 'ClusterRole', name: globalName, body: () => ({ rules: SURROUNDINGS }) };
}

/** Its permissions in its own namespace: to hold its Lease. Absent if it needs none. */
export function leaseRole(settings: WatcherSettings): InstallManifest | undefined {
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

/** Binds a Role to the account of a program. The binding has the name of the Role. */
export function bindingOf(role: InstallManifest, { name, namespace }: Installed): InstallManifest {
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
