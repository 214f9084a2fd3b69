import application from '../../../imports/schemas/application.json';
import bucket from '../../../imports/schemas/bucket.json';
import gitRepository from '../../../imports/schemas/git-repository.json';
import helmChart from '../../../imports/schemas/helm-chart.json';
import helmRelease from '../../../imports/schemas/helm-release.json';
import helmRepository from '../../../imports/schemas/helm-repository.json';
import kustomization from '../../../imports/schemas/kustomization.json';
import ociRepository from '../../../imports/schemas/oci-repository.json';
import { isApplication } from '../../application';
import { entryOf, isFilled, mapOf, parsedJson } from '../../json';
import { APPLICATION, DELIVERIES, type DefaultsSchema, SOURCE_API, withDefaults } from '../../kubernetes';
import { entryStep, type FieldNode } from './field-set';
import type { Manager } from './managers';
import { ATOMIC, SCALAR, type Shape, UNTYPED } from './shape';

type KubeObject = Readonly<Record<string, unknown>>;

/** A structural schema, reduced to defaults and merging. */
interface Schema extends DefaultsSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
}

const TEXT: Schema = { type: 'string' };
const TEXTS: Schema = { type: 'object', additionalProperties: TEXT };

/** `metadata`, the same for every kind. */
const METADATA: Schema = {
  type: 'object',
  properties: {
    labels: TEXTS,
    annotations: TEXTS,
    finalizers: { type: 'array', 'x-kubernetes-list-type': 'set', items: TEXT },
    ownerReferences: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
      items: { type: 'object', 'x-kubernetes-map-type': 'atomic' },
    },
  },
  additionalProperties: TEXT,
};

const ATOMIC_TEXTS: Schema = { type: 'array', items: TEXT };

/** The schemas of kinds, except for `metadata` and `status`, by `apiVersion kind`. */
const KINDS: ReadonlyMap<string, Readonly<Record<string, Schema>>> = new Map<string, Readonly<Record<string, Schema>>>([
  ['v1 ConfigMap', { data: TEXTS, binaryData: TEXTS, immutable: TEXT }],
  ['v1 Secret', { data: TEXTS, stringData: TEXTS, immutable: TEXT, type: TEXT }],
  ['v1 Namespace', { spec: { type: 'object', properties: { finalizers: ATOMIC_TEXTS } } }],
  [
    `${APPLICATION.apiVersion} Application`,
    { spec: { type: 'object', properties: { kind: TEXT, fluxApp: application as Schema } } },
  ],
  [`${DELIVERIES.HelmRelease.apiVersion} HelmRelease`, { spec: helmRelease as Schema }],
  [`${DELIVERIES.Kustomization.apiVersion} Kustomization`, { spec: kustomization as Schema }],
  [`${SOURCE_API.apiVersion} HelmChart`, { spec: helmChart as Schema }],
  [`${SOURCE_API.apiVersion} HelmRepository`, { spec: helmRepository as Schema }],
  [`${SOURCE_API.apiVersion} GitRepository`, { spec: gitRepository as Schema }],
  [`${SOURCE_API.apiVersion} OCIRepository`, { spec: ociRepository as Schema }],
  [`${SOURCE_API.apiVersion} Bucket`, { spec: bucket as Schema }],
]);

/** The built-in schema of an object's kind; undefined if there is none. */
function schemaOf(object: KubeObject): Schema | undefined {
  const fields = KINDS.get(`${object.apiVersion} ${object.kind}`);
  return fields && { type: 'object', properties: fields };
}

const properties = (fields: Readonly<Record<string, DefaultsSchema>>): DefaultsSchema => ({ properties: fields });

/** The CRDs of Applications, including KubeSphere's, have fewer defaults than the schema for authors. */
const APPLICATION_DEFAULTS = properties({
  spec: properties({
    fluxApp: properties({
      spec: properties({
        config: properties({
          helmRelease: properties({ chart: properties({ version: { default: '*' } }) }),
          kustomization: {
            items: properties({
              postBuild: properties({ substituteFrom: { items: properties({ optional: { default: false } }) } }),
            }),
          },
        }),
      }),
    }),
  }),
});

/** An object with the defaults that the API server fills in, if there is a built-in schema for its kind. */
export function withKnownDefaults(object: KubeObject): KubeObject {
  const schema = isApplication(object) ? APPLICATION_DEFAULTS : schemaOf(object);
  return schema === undefined ? object : mapOf(withDefaults(object, schema));
}

/** Data without a schema. */
const NO_SCHEMA: Schema = {};

/**
 * How the API server merges an object. With a built-in schema, according to the schema; otherwise it is inferred from
 * managedFields, and assumed where these do not show it: maps have entries, lists are one field.
 */
export function kindShape(live: KubeObject, managers: readonly Manager[]): Shape {
  const known = { metadata: METADATA, apiVersion: TEXT, kind: TEXT };
  const schema: Schema = { type: 'object', properties: { ...schemaOf(live)?.properties, ...known } };
  const nodes = managers.map(({ fields, operation }) => ({
    isMember: false,
    children: fields,
    isApplied: operation === 'Apply',
  }));
  return shapeFrom(schema, { nodes, value: live });
}

/** The evidence about a field in addition to its schema. */
interface Evidence {
  /** The field in the sets of managers. */
  readonly nodes: readonly (FieldNode & { readonly isApplied: boolean })[];
  /** Its value in the live object. */
  readonly value: unknown;
}

function below({ nodes, value }: Evidence, step: string): Evidence {
  const children = nodes.flatMap(({ children, isApplied }) => {
    const node = children.get(step);
    return node === undefined ? [] : [{ ...node, isApplied }];
  });
  return { nodes: children, value: step.startsWith('f:') ? entryOf(mapOf(value), step.slice(2)) : undefined };
}

function shapeFrom(schema: Schema | undefined, evidence: Evidence): Shape {
  if (schema === undefined) return gatheredShape(evidence);
  if (schema.type === undefined) return UNTYPED;
  if (schema.type === 'array') return listShape(schema, evidence);
  return schema.type === 'object' ? objectShape(schema, evidence) : SCALAR;
}

function objectShape(schema: Schema, evidence: Evidence): Shape {
  if (schema['x-kubernetes-map-type'] === 'atomic') return ATOMIC;
  const others = othersOf(schema);
  const own = (key: string) => entryOf(schema.properties ?? {}, key) as Schema | undefined;
  return {
    isScalar: false,
    map: {
      isAtomic: false,
      // a key that is neither known nor free-form is a field that was added later
      isNamed: (key) => own(key) !== undefined || others === undefined,
      entry: (key) => shapeFrom(own(key) ?? others, below(evidence, entryStep(key))),
    },
  };
}

/** The schema of the keys that a schema does not name; undefined if it allows none. */
function othersOf({ properties, additionalProperties, ...schema }: Schema): Schema | undefined {
  if (typeof additionalProperties === 'object') return additionalProperties;
  return properties === undefined || schema['x-kubernetes-preserve-unknown-fields'] ? NO_SCHEMA : undefined;
}

function listShape(schema: Schema, evidence: Evidence): Shape {
  const type = schema['x-kubernetes-list-type'];
  const keys = type === 'map' ? schema['x-kubernetes-list-map-keys'] : type === 'set' ? 'value' : undefined;
  return { isScalar: false, list: { keys, item: (step) => shapeFrom(schema.items, below(evidence, step)) } };
}

function gatheredShape(evidence: Evidence): Shape {
  const { nodes, value } = evidence;
  const steps = nodes.flatMap(({ children }) => [...children.keys()]);
  const at = (step: string) => below(evidence, step);
  const isSeen = nodes.length > 0 && (steps.length > 0 || isFilled(value));
  return {
    isScalar: true,
    isGathered: true,
    isGuessed: !isSeen,
    map: {
      isAtomic: isSeen && steps.length === 0,
      isNamed: (key) => at(entryStep(key)).nodes.some(isNamedField),
      entry: (key) => gatheredShape(at(entryStep(key))),
    },
    list: { keys: itemKeys(steps), keyDefaults: KEY_DEFAULTS, item: (step) => gatheredShape(at(step)) },
  };
}

/** The applier of a map that is a separate entry owns the map too, not only its content. */
function isNamedField({ isApplied, isMember, children }: Evidence['nodes'][number]): boolean {
  return isApplied && !isMember && children.size > 0;
}

/** For Kubernetes' built-in kinds: ports of Services and containers are also identified by their protocol. */
const KEY_DEFAULTS = { protocol: 'TCP' };

function itemKeys(steps: readonly string[]): readonly string[] | 'value' | undefined {
  const keys = steps.flatMap((step) => (step.startsWith('k:') ? Object.keys(mapOf(parsedJson(step.slice(2)))) : []));
  if (keys.length > 0) return [...new Set(keys)].sort();
  return steps.some((step) => step.startsWith('v:')) ? 'value' : undefined;
}
