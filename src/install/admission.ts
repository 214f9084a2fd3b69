import {
  CONFIRM_REMOVAL,
  CONTROLLER,
  LAST_REVISION,
  LOWERED_BY,
  LOWERING_FINALIZER,
  LOWERING_UID,
  READY_NUMBER,
  TYPE,
} from '../application';
import { APPLICATION, LOWERED_KINDS } from '../kubernetes';
import type { InstallManifest } from './manifest';
import type { WatcherSettings } from './settings';

const API_VERSION = 'admissionregistration.k8s.io/v1';

/**
 * A policy that denies the watcher all changes of an Application except its own fields. For RBAC, a patch of a label is
 * a patch of the whole object.
 *
 * The policy matches only requests of the watcher's account, so it does not affect other accounts. It does not cover
 * the status subresource: there, the API server ignores all fields except the status.
 */
export function admissionPolicy(settings: WatcherSettings): InstallManifest {
  const { globalName, lowering } = settings;
  return {
    apiVersion: API_VERSION,
    kind: 'ValidatingAdmissionPolicy',
    name: globalName,
    body: () => ({
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: [APPLICATION.group],
              apiVersions: ['*'],
              operations: ['UPDATE'],
              resources: [APPLICATION.plural],
            },
          ],
        },
        matchConditions: [isTheWatcher(settings)],
        variables: [...mapVariables('labels'), ...mapVariables('annotations')],
        validations: [
          denial('the watcher may not change the spec of an Application', same('spec')),
          denial(
            `the watcher may change only the labels ${READY_NUMBER} and ${TYPE}`,
            sameBut('labels', [READY_NUMBER, TYPE]),
          ),
          ...(lowering === undefined
            ? [
                denial(
                  `the watcher may change only the annotation ${LAST_REVISION}`,
                  sameBut('annotations', [LAST_REVISION]),
                ),
              ]
            : [
                denial(
                  `the watcher may change only the annotations ${LAST_REVISION}, ${LOWERING_UID} and ${CONFIRM_REMOVAL}`,
                  sameBut('annotations', [LAST_REVISION, LOWERING_UID, CONFIRM_REMOVAL]),
                ),
                denial(
                  `the watcher may remove the annotation ${CONFIRM_REMOVAL}, and not set it`,
                  notSet('annotations', CONFIRM_REMOVAL),
                ),
              ]),
          lowering === undefined
            ? denial('the watcher may not change the finalizers of an Application', same('metadata.?finalizers'))
            : denial(
                `the watcher may change only the finalizer ${LOWERING_FINALIZER}`,
                sameFinalizersBut(LOWERING_FINALIZER),
              ),
          denial('the watcher may not change the owners of an Application', same('metadata.?ownerReferences')),
        ],
      },
    }),
  };
}

/**
 * A policy that denies the watcher all changes of objects that it has not created, which lack its label. Undefined if
 * it does not lower Applications.
 */
export function objectPolicy(settings: WatcherSettings): InstallManifest | undefined {
  if (settings.lowering === undefined) return undefined;
  return {
    apiVersion: API_VERSION,
    kind: 'ValidatingAdmissionPolicy',
    name: `${settings.globalName}.objects`,
    body: () => ({
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: LOWERED_KINDS.map(({ group, plural }) => ({
            apiGroups: [group],
            apiVersions: ['*'],
            operations: ['CREATE', 'UPDATE', 'DELETE'],
            resources: [plural],
          })),
        },
        matchConditions: [isTheWatcher(settings)],
        validations: [
          denial(
            'the watcher may change and delete only objects that it has created',
            `request.operation == 'CREATE' || ${hasMark('oldObject')}`,
          ),
          denial(
            `objects that the watcher creates must have the label ${LOWERED_BY}`,
            `request.operation == 'DELETE' || ${hasMark('object')}`,
          ),
        ],
      },
    }),
  };
}

/** The binding that activates a policy. */
export function bindingOfPolicy({ name }: InstallManifest): InstallManifest {
  return {
    apiVersion: API_VERSION,
    kind: 'ValidatingAdmissionPolicyBinding',
    name,
    body: () => ({ spec: { policyName: name, validationActions: ['Deny'] } }),
  };
}

function isTheWatcher({ namespace, name }: WatcherSettings): object {
  return {
    name: 'is-the-watcher',
    expression: `request.userInfo.username == 'system:serviceaccount:${namespace}:${name}'`,
  };
}

/** CEL: an object has the label of objects that are lowered in the cluster. */
function hasMark(object: string): string {
  return `${object}.metadata.?labels['${LOWERED_BY}'].orValue('') == '${CONTROLLER}'`;
}

type MetadataMap = 'labels' | 'annotations';

/** A validation: an expression, and the message if it is false. */
function denial(message: string, expression: string): object {
  return { expression, message, reason: 'Forbidden' };
}

/** CEL: a field is unchanged, or absent before and after. */
function same(field: string): string {
  return `object.?${field} == oldObject.?${field}`;
}

/** CEL: all finalizers except one are unchanged. */
function sameFinalizersBut(own: string): string {
  const others = (object: string) => `${object}.metadata.?finalizers.orValue([]).filter(each, each != '${own}')`;
  return `${others('object')} == ${others('oldObject')}`;
}

/** A map of the metadata after and before the change; empty if it is absent. */
function mapVariables(field: MetadataMap): object[] {
  return [
    { name: `${field}After`, expression: `object.metadata.?${field}.orValue({})` },
    { name: `${field}Before`, expression: `oldObject.metadata.?${field}.orValue({})` },
  ];
}

/** CEL: whether a key of a map is removed, or unchanged. */
function notSet(field: MetadataMap, key: string): string {
  const [after, before] = [`variables.${field}After`, `variables.${field}Before`];
  return `!('${key}' in ${after}) || ('${key}' in ${before} && ${before}['${key}'] == ${after}['${key}'])`;
}

/** CEL: all entries of a map of the metadata are unchanged, except those of the keys. */
function sameBut(field: MetadataMap, keys: readonly string[]): string {
  const own = `[${keys.map((key) => `'${key}'`).join(', ')}]`;
  const after = `variables.${field}After`;
  const before = `variables.${field}Before`;
  const isKept = `key in ${own} || (key in ${before} && ${before}[key] == ${after}[key])`;
  return `${after}.all(key, ${isKept}) && ${before}.all(key, key in ${own} || key in ${after})`;
}
