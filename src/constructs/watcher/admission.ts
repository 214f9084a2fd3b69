import { APPLICATION_GROUP, LAST_REVISION, READY_NUMBER, TYPE } from '../../model/gitops';
import type { WatcherManifest } from './manifest';
import type { WatcherSettings } from './settings';

const API_VERSION = 'admissionregistration.k8s.io/v1';

/**
 * Has the API server refuse what the watcher has no business to change on an Application. To RBAC a patch of a label is a
 * patch of the whole object.
 *
 * The policy looks at requests of the watcher's account alone: it can neither hinder nor slow anybody else. The status is
 * not its concern, as the API server drops all but the status from what is sent to the status subresource.
 */
export function admissionPolicy({ name, namespace, globalName }: WatcherSettings): WatcherManifest {
  return {
    apiVersion: API_VERSION,
    kind: 'ValidatingAdmissionPolicy',
    name: globalName,
    body: () => ({
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [
            { apiGroups: [APPLICATION_GROUP], apiVersions: ['*'], operations: ['UPDATE'], resources: ['applications'] },
          ],
        },
        matchConditions: [
          {
            name: 'is-the-watcher',
            expression: `request.userInfo.username == 'system:serviceaccount:${namespace}:${name}'`,
          },
        ],
        validations: [
          { expression: same('spec'), message: 'the watcher may not change the spec of an Application' },
          {
            expression: sameBut('labels', [READY_NUMBER, TYPE]),
            message: `of the labels the watcher may change ${READY_NUMBER} and ${TYPE} alone`,
          },
          {
            expression: sameBut('annotations', [LAST_REVISION]),
            message: `of the annotations the watcher may change ${LAST_REVISION} alone`,
          },
          {
            expression: `${same('metadata.?finalizers')} && ${same('metadata.?ownerReferences')}`,
            message: 'the watcher may change neither finalizers nor owners of an Application',
          },
        ],
      },
    }),
  };
}

/** Puts the policy in force. */
export function admissionPolicyBinding({ globalName }: WatcherSettings): WatcherManifest {
  return {
    apiVersion: API_VERSION,
    kind: 'ValidatingAdmissionPolicyBinding',
    name: globalName,
    body: () => ({ spec: { policyName: globalName, validationActions: ['Deny'] } }),
  };
}

/** CEL: a field is as it was; absent stays absent. */
function same(field: string): string {
  return `object.?${field} == oldObject.?${field}`;
}

/** CEL: in a map of metadata all entries but those of the keys are as they were. */
function sameBut(field: 'labels' | 'annotations', keys: readonly string[]): string {
  const own = `[${keys.map((key) => `'${key}'`).join(', ')}]`;
  const [after, before] = ['object', 'oldObject'].map((object) => `${object}.metadata.?${field}.orValue({})`);
  const isKept = `key in ${own} || (key in ${before} && ${before}[key] == ${after}[key])`;
  return `${after}.all(key, ${isKept}) && ${before}.all(key, key in ${own} || key in ${after})`;
}
