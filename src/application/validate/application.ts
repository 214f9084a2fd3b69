import applicationSchema from '../../../imports/schemas/application.json';
import { type Diagnostic, error, redacted, warning } from '../../diagnostics';
import { type FieldPath, formatPath, isPlainObject, kindOf, parsedJson, type ValueMap, valueAt } from '../../json';
import { APPLICATION } from '../../kubernetes';
import { checkValues } from '../../values';
import { isClustersAnnotation } from '../cluster-names';
import { explicitForm, inWrittenForm } from '../explicit-form';
import { ALLOWED, CLUSTERS, FLUXCD, INLINE_SECRETS, NULLS, SAVE_HELM_TEMPLATE } from '../marks';
import { bothSet, validateCompact } from './compact';
import { type ApplicationContext, SAVE_LABEL } from './context';
import { validateHelmRelease } from './helm-release';
import { validateKustomization } from './kustomization';
import { checkObjectMeta, OBJECT_META } from './metadata';
import { unknownField, validateSchema } from './schema';
import { checkSourceRef } from './source-ref';

/** The longest name of an application: it is the value of a label on all its objects. */
const MAX_APPLICATION_NAME = 63;

/** The schema around the parts that have their own schemas and checks. */
const FRAME = {
  type: 'object',
  required: ['apiVersion', 'kind', 'spec'],
  additionalProperties: false,
  properties: {
    apiVersion: { enum: [APPLICATION.apiVersion] },
    kind: { enum: ['Application'] },
    metadata: {},
    spec: {
      type: 'object',
      required: ['kind'],
      additionalProperties: false,
      properties: { kind: { enum: [FLUXCD] }, fluxApp: {}, argoApp: {} },
    },
    status: {},
  },
};

/** All fields of an Application. */
export const APPLICATION_SCHEMA: object = {
  ...FRAME,
  properties: {
    ...FRAME.properties,
    metadata: OBJECT_META,
    spec: { ...FRAME.properties.spec, properties: { ...FRAME.properties.spec.properties, fluxApp: applicationSchema } },
  },
};

/**
 * All problems of an Application of kind fluxcd, for any data: violations of its schema, and everything that an API
 * server would reject or that cannot be lowered.
 *
 * @param application without fields that count as absent ({@link withoutAbsent})
 */
export function validateApplication(application: unknown): Diagnostic[] {
  if (!isPlainObject(application))
    return [error('type-wrong', [], `an Application must be a map, got ${kindOf(application)}`)];
  const explicit = explicitForm(application);
  const ofForm = checkForm(application);
  if (explicit === application) return [...ofForm, ...validateExplicit(application)];
  const ofExplicit = inWrittenForm(application, validateExplicit(explicit as ValueMap));
  const fluxApp = valueAt(application, FLUX_APP);
  const ofWritten = [...validateSchema(applicationSchema, fluxApp, FLUX_APP), ...validateData(application)];
  return withOthers([...ofForm, ...ofExplicit], ofWritten);
}

const FLUX_APP = ['spec', 'fluxApp'];

function checkForm(application: ValueMap): Diagnostic[] {
  const path = [...FLUX_APP, 'spec', 'config'];
  const config = valueAt(application, path);
  return isPlainObject(config) && valueAt(application, ['spec', 'kind']) === FLUXCD
    ? validateCompact(config, path)
    : [];
}

/** The same for an Application in explicit form, or without a form. */
function validateExplicit(application: ValueMap): Diagnostic[] {
  const { metadata, spec } = application;
  const checks = [
    ...checkObjectMeta(metadata, ['metadata'], MAX_APPLICATION_NAME),
    ...checkSaveLabel(metadata),
    ...checkInlineSecretsAnnotation(metadata),
    ...checkNullsAnnotation(metadata),
    ...checkClustersAnnotation(metadata),
    ...(isPlainObject(spec) && spec.kind === FLUXCD ? checkSpec(spec, isPlainObject(metadata) ? metadata : {}) : []),
  ];
  const ofFrame = validateSchema(FRAME, application, []);
  return [checks, ofFrame, validateData(application)].reduce(withOthers);
}

function validateData({ status: _, ...authored }: ValueMap): Diagnostic[] {
  return checkValues(authored).map((problem) => error('data-invalid', problem.path, problem.message));
}

/** Merges diagnostics, dropping those of the others for fields that already have an error. */
function withOthers(reported: readonly Diagnostic[], others: readonly Diagnostic[]): Diagnostic[] {
  const fields = new Set(reported.filter(({ severity }) => severity === 'error').map(({ path }) => formatPath(path)));
  return [...others.filter(({ path }) => !fields.has(formatPath(path))), ...reported];
}

function checkSaveLabel(metadata: unknown): Diagnostic[] {
  const labels = isPlainObject(metadata) ? metadata.labels : undefined;
  const save = isPlainObject(labels) ? labels[SAVE_HELM_TEMPLATE] : undefined;
  if (typeof save !== 'string' || save === 'true' || save === 'false') return [];
  return [warning('save-label-invalid', SAVE_LABEL, `${redacted(save)} has no effect: only "true" saves the chart`)];
}

function checkInlineSecretsAnnotation(metadata: unknown): Diagnostic[] {
  const annotations = isPlainObject(metadata) ? metadata.annotations : undefined;
  const allowed = isPlainObject(annotations) ? annotations[INLINE_SECRETS] : undefined;
  if (typeof allowed !== 'string' || allowed === ALLOWED) return [];
  return [
    warning(
      'inline-secrets-annotation-invalid',
      ['metadata', 'annotations', INLINE_SECRETS],
      `has no effect: only "${ALLOWED}" has one`,
    ),
  ];
}

function checkNullsAnnotation(metadata: unknown): Diagnostic[] {
  const annotations = isPlainObject(metadata) ? metadata.annotations : undefined;
  const text = isPlainObject(annotations) ? annotations[NULLS] : undefined;
  if (typeof text !== 'string') return [];
  const nulls = parsedJson(text);
  if (isPlainObject(nulls) && Object.values(nulls).every(isPlainObject)) return [];
  const path = ['metadata', 'annotations', NULLS];
  return [error('nulls-annotation-invalid', path, 'must be a map by KEY of maps, as JSON: lowering writes it')];
}

function checkClustersAnnotation(metadata: unknown): Diagnostic[] {
  const annotations = isPlainObject(metadata) ? metadata.annotations : undefined;
  const text = isPlainObject(annotations) ? annotations[CLUSTERS] : undefined;
  if (typeof text !== 'string' || isClustersAnnotation(text)) return [];
  const path = ['metadata', 'annotations', CLUSTERS];
  return [
    warning(
      'clusters-annotation-invalid',
      path,
      'must be a map from Secrets to names of clusters, as JSON: invalid entries have no effect',
    ),
  ];
}

function checkSpec({ fluxApp, argoApp }: Record<string, unknown>, metadata: Record<string, unknown>): Diagnostic[] {
  const path = ['spec', 'fluxApp'];
  if (fluxApp === undefined) return [error('fluxapp-missing', path, `required if spec.kind is ${FLUXCD}, but missing`)];
  const checks = isPlainObject(fluxApp) ? checkFluxApp(fluxApp.spec, [...path, 'spec'], metadata) : [];
  return [
    ...(argoApp === undefined
      ? []
      : [warning('argoapp-unused', ['spec', 'argoApp'], `has no effect if spec.kind is ${FLUXCD}`)]),
    ...withOthers(checks, validateSchema(applicationSchema, fluxApp, path)),
  ];
}

function checkFluxApp(spec: unknown, path: FieldPath, metadata: Record<string, unknown>): Diagnostic[] {
  if (!isPlainObject(spec)) return [];
  const { source, config } = spec;
  const sourceRef = isPlainObject(source) && isPlainObject(source.sourceRef) ? source.sourceRef : undefined;
  const sourcePath = [...path, 'source'];
  const context = { metadata, hasSource: source !== undefined, sourceRef, sourcePath };
  return [
    ...(sourceRef ? checkSourceRef(sourceRef, [...sourcePath, 'sourceRef']) : []),
    ...(isPlainObject(config) ? checkConfig(config, [...path, 'config'], context) : []),
  ];
}

function checkConfig(
  { helmRelease, kustomization, kustomizationSet }: Readonly<Record<string, unknown>>,
  path: FieldPath,
  context: ApplicationContext,
): Diagnostic[] {
  const hasHelmRelease = helmRelease !== undefined;
  const hasKustomization = kustomization !== undefined;
  const hasSet = kustomizationSet !== undefined;
  if (!hasHelmRelease && !hasKustomization && !hasSet) {
    return [error('delivery-missing', path, 'neither helmRelease nor kustomization is set: exactly one is needed')];
  }
  return [
    ...(hasHelmRelease && (hasKustomization || hasSet)
      ? [error('delivery-ambiguous', path, bothSet('helmRelease', hasSet ? 'kustomizationSet' : 'kustomization'))]
      : []),
    ...(hasHelmRelease ? validateHelmRelease(helmRelease, [...path, 'helmRelease'], context) : []),
    ...(hasKustomization ? validateKustomization(kustomization, [...path, 'kustomization'], context) : []),
  ];
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/**
 * Unknown fields of an Application that are null. A known field that is null counts as absent, so validation does not
 * see it. An unknown one is still a typo, and an API server rejects it.
 *
 * @param application as written by its author, with nulls
 */
export function checkUnknownNulls(application: unknown): Diagnostic[] {
  return check(APPLICATION_SCHEMA as Schema, application, []);
}

function check(schema: Schema, value: unknown, path: FieldPath): Diagnostic[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((item, index) => check(items, item, [...path, index])) : [];
  }
  const { properties } = schema;
  if (!isPlainObject(value) || properties === undefined) return [];
  return Object.entries(value).flatMap(([field, content]) => {
    const place = [...path, field];
    if (Object.hasOwn(properties, field)) return check(properties[field] as Schema, content, place);
    return content === null ? [error('field-unknown', place, unknownField(field, Object.keys(properties)))] : [];
  });
}
