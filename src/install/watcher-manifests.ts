import { admissionPolicy, admissionPolicyBinding } from './admission';
import { deployment } from './deployment';
import type { InstallManifest } from './manifest';
import { bindingOf, leaseRole, serviceAccount, watcherRole } from './rbac';
import { disruptionBudget, service, serviceMonitor } from './service';
import type { WatcherSettings } from './settings';

/** The objects of a watcher, in the order in which they are of use: nothing may run before it is guarded. */
export interface WatcherManifests {
  readonly serviceAccount: InstallManifest;
  readonly role: InstallManifest;
  readonly roleBinding: InstallManifest;
  readonly leaseRole?: InstallManifest;
  readonly leaseRoleBinding?: InstallManifest;
  readonly admissionPolicy?: InstallManifest;
  readonly admissionPolicyBinding?: InstallManifest;
  readonly deployment: InstallManifest;
  readonly service: InstallManifest;
  readonly serviceMonitor?: InstallManifest;
  readonly disruptionBudget?: InstallManifest;
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
