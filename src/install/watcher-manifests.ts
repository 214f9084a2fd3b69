import { copyOf, type ValueMap } from '../json';
import { admissionPolicy, admissionPolicyBinding } from './admission';
import { deployment } from './deployment';
import type { WatcherManifest } from './manifest';
import { bindingOf, leaseRole, serviceAccount, watcherRole } from './rbac';
import { disruptionBudget, service, serviceMonitor } from './service';
import type { WatcherSettings } from './settings';

/** The objects of a watcher, in the order in which they are of use: nothing may run before it is guarded. */
export interface WatcherManifests {
  readonly serviceAccount: WatcherManifest;
  readonly role: WatcherManifest;
  readonly roleBinding: WatcherManifest;
  readonly leaseRole?: WatcherManifest;
  readonly leaseRoleBinding?: WatcherManifest;
  readonly admissionPolicy?: WatcherManifest;
  readonly admissionPolicyBinding?: WatcherManifest;
  readonly deployment: WatcherManifest;
  readonly service: WatcherManifest;
  readonly serviceMonitor?: WatcherManifest;
  readonly disruptionBudget?: WatcherManifest;
}

/** What a watcher with these settings is made of. */
export function watcherManifests(settings: WatcherSettings): WatcherManifests {
  const role = watcherRole(settings);
  const ownLeaseRole = leaseRole(settings);
  const isGuarded = settings.admissionPolicy ?? true;
  return {
    serviceAccount: serviceAccount(settings),
    role,
    roleBinding: bindingOf(role, settings),
    leaseRole: ownLeaseRole,
    leaseRoleBinding: ownLeaseRole && bindingOf(ownLeaseRole, settings),
    admissionPolicy: isGuarded ? admissionPolicy(settings) : undefined,
    admissionPolicyBinding: isGuarded ? admissionPolicyBinding(settings) : undefined,
    deployment: deployment(settings),
    service: service(settings),
    serviceMonitor: serviceMonitor(settings),
    disruptionBudget: disruptionBudget(settings),
  };
}

/** An object of a watcher as a whole: plain data. */
export function objectOf(
  { apiVersion, kind, name, namespace, body }: WatcherManifest,
  { labels }: WatcherSettings,
): ValueMap {
  return copyOf({ apiVersion, kind, metadata: { name, namespace, labels }, ...body() });
}
