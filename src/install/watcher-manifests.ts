import { admissionPolicy, bindingOfPolicy, objectPolicy } from './admission';
import { deployment } from './deployment';
import type { InstallManifest } from './manifest';
import { bindingOf, leaseRole, serviceAccount, surroundingsRole, watcherRole } from './rbac';
import { disruptionBudget, service, serviceMonitor } from './service';
import type { WatcherSettings } from './settings';

/**
 * The objects of a watcher, in the order in which they should be applied: nothing runs before its restrictions exist.
 */
export interface WatcherManifests {
  readonly serviceAccount: InstallManifest;
  readonly role: InstallManifest;
  readonly roleBinding: InstallManifest;
  readonly surroundingsRole?: InstallManifest;
  readonly surroundingsRoleBinding?: InstallManifest;
  readonly leaseRole?: InstallManifest;
  readonly leaseRoleBinding?: InstallManifest;
  readonly admissionPolicy?: InstallManifest;
  readonly admissionPolicyBinding?: InstallManifest;
  readonly objectPolicy?: InstallManifest;
  readonly objectPolicyBinding?: InstallManifest;
  readonly deployment: InstallManifest;
  readonly service: InstallManifest;
  readonly serviceMonitor?: InstallManifest;
  readonly disruptionBudget?: InstallManifest;
}

/** The objects of a watcher with these settings. */
export function watcherManifests(settings: WatcherSettings): WatcherManifests {
  const role = watcherRole(settings);
  const ownLeaseRole = leaseRole(settings);
  const ofSurroundings = surroundingsRole(settings);
  const isGuarded = settings.admissionPolicy ?? true;
  const policy = isGuarded ? admissionPolicy(settings) : undefined;
  const ofObjects = isGuarded ? objectPolicy(settings) : undefined;
  return {
    serviceAccount: serviceAccount(settings),
    role,
    roleBinding: bindingOf(role, settings),
    surroundingsRole: ofSurroundings,
    surroundingsRoleBinding: ofSurroundings && bindingOf(ofSurroundings, settings),
    leaseRole: ownLeaseRole,
    leaseRoleBinding: ownLeaseRole && bindingOf(ownLeaseRole, settings),
    admissionPolicy: policy,
    admissionPolicyBinding: policy && bindingOfPolicy(policy),
    objectPolicy: ofObjects,
    objectPolicyBinding: ofObjects && bindingOfPolicy(ofObjects),
    deployment: deployment(settings),
    service: service(settings),
    serviceMonitor: serviceMonitor(settings),
    disruptionBudget: disruptionBudget(settings),
  };
}
