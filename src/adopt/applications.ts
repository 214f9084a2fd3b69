import type { Application, ChartSpec, SourceRef } from '../../imports/gitops.kubesphere.io';
import {
  CONFIRM_REMOVAL,
  CONTROLLER,
  DIGESTS,
  defaultReleaseName,
  explicitForm,
  FLUXCD,
  helmReleaseTargets,
  isApplication,
  kustomizationTargets,
  LAST_APPLIED,
  LAST_REVISION,
  LOWERED_BY,
  LOWERING_UID,
  lower,
  MANAGED_BY,
  NULLS,
  READY_NUMBER,
  TARGET_KEY,
  TYPE,
  withoutAbsent,
  withStoredNulls,
} from '../application';
import { formatDiagnostic } from '../diagnostics';
import { isFilled, listOf, mapOf, omit, stringOf, type ValueMap, valueAt, withoutUndefined } from '../json';
import { DELIVERIES } from '../kubernetes';
import type { Adoption } from './adopt';
import type { AdoptedApplication, AdoptedTarget } from './adopted';
import type { Origin } from './delivery';
import type { Remark } from './remark';
import { adoptSources } from './sources';

/**
 * Turns Applications into code. Pure. If the input contains the HelmReleases that another controller created for them,
 * the Helm releases keep their names.
 *
 * @param options.namespace the namespace of Applications that have none
 */
export function adoptApplications(
  objects: readonly ValueMap[],
  { namespace = 'default' }: { readonly namespace?: string } = {},
): Adoption {
  const releases = new MadeReleases(objects);
  const left: Remark[] = [];
  const applications = objects.filter(isApplication).flatMap((object): AdoptedApplication[] => {
    const reason = reasonToLeave(object);
    if (reason === undefined) return [adopted(object, namespace, releases)];
    left.push({ object, message: reason });
    return [];
  });
  const sources = adoptSources(applications, objects, namespace);
  return {
    applications,
    sources: sources.sources,
    taken: [],
    left: [...left, ...sources.left],
    toMend: [],
    withVariables: [],
  };
}

function reasonToLeave(object: ValueMap): string | undefined {
  if (mapOf(object.spec).kind !== FLUXCD) return `its spec.kind is not ${FLUXCD}: another engine delivers it`;
  if (valueAt(object, ['metadata', 'annotations', DIGESTS]) !== undefined) return 'it was synthesized: its code exists';
  const problem = lower(object).diagnostics.find(({ severity }) => severity === 'error');
  return problem && formatDiagnostic(problem);
}

/** Labels and annotations of an Application that programs write, not authors, or that concern one stored object. */
const WRITTEN = [READY_NUMBER, TYPE, LAST_REVISION, LAST_APPLIED, LOWERING_UID, CONFIRM_REMOVAL, NULLS];

/**
 * The annotations for the code. Code is lowered by synthesis, and the controller never lowers what synthesis has
 * lowered: the request for it would only be refused.
 */
function authoredAnnotations(annotations: unknown): ValueMap {
  const authored = omit(mapOf(annotations), WRITTEN);
  return authored[LOWERED_BY] === CONTROLLER ? omit(authored, [LOWERED_BY]) : authored;
}

/** @param object an Application without errors */
function adopted(object: ValueMap, ownNamespace: string, releases: MadeReleases): AdoptedApplication {
  const { metadata, spec } = withStoredNulls(explicitForm(withoutAbsent(object)) as Application);
  const { name, namespace = ownNamespace, labels, annotations } = metadata;
  const { source, config } = mapOf(mapOf(spec.fluxApp).spec) as { source?: { sourceRef: SourceRef }; config: ValueMap };
  const origin = (own: ValueMap, ref: SourceRef | undefined): Origin =>
    withoutUndefined({
      template: stringOf(own.template),
      chart: own.chart as ChartSpec | undefined,
      sourceRef: ref && { kind: ref.kind, name: ref.name, namespace: ref.namespace ?? namespace },
    });
  const { helmRelease } = config;
  const entries = listOf(helmRelease === undefined ? config.kustomization : mapOf(helmRelease).deploy).map(mapOf);
  const head = { name, namespace };
  const places = entries as unknown as Parameters<typeof helmReleaseTargets>[1];
  const targets = helmRelease === undefined ? kustomizationTargets(head, places) : helmReleaseTargets(head, places);
  const authored = withoutUndefined({
    labels: filled(omit(mapOf(labels), WRITTEN)),
    annotations: filled(authoredAnnotations(annotations)),
  });
  return withoutUndefined({
    kind: helmRelease === undefined ? 'Kustomization' : 'HelmRelease',
    namespace,
    name,
    metadata: filled(authored),
    origin: origin(mapOf(helmRelease), source?.sourceRef),
    targets: targets.map(({ cluster, key, objectName }, index): AdoptedTarget => {
      const { destination, name: explicit, chart, template, source: own, ...fields } = entries[index] as ValueMap;
      const ownOrigin = origin({ chart, template }, mapOf(own).sourceRef as SourceRef | undefined);
      const isElsewhere = helmRelease === undefined || mapOf(destination).targetNamespace !== undefined;
      const targetNamespace = isElsewhere ? mapOf(destination).targetNamespace : namespace;
      // the construct sets targetNamespace, from which Flux would derive a different release name
      const derived = isElsewhere ? {} : { releaseName: defaultReleaseName(objectName, undefined) };
      return withoutUndefined({
        cluster,
        destination: withoutUndefined({ ...mapOf(destination), targetNamespace }) as AdoptedTarget['destination'],
        name: stringOf(explicit),
        origin: isFilled(ownOrigin) ? ownOrigin : undefined,
        fields: { ...derived, ...fields, ...releases.namesOf(head, key) },
      });
    }),
  });
}

function filled(map: ValueMap): ValueMap | undefined {
  return isFilled(map) ? map : undefined;
}

/** The HelmReleases that a controller created for Applications. */
class MadeReleases {
  private readonly byTarget = new Map<string, ValueMap>();

  constructor(objects: readonly ValueMap[]) {
    for (const { apiVersion, kind, metadata, spec } of objects) {
      const isRelease = kind === 'HelmRelease' && stringOf(apiVersion)?.split('/')[0] === DELIVERIES.HelmRelease.group;
      const { name, namespace, labels, annotations } = mapOf(metadata);
      const [application, key] = [mapOf(labels)[MANAGED_BY], mapOf(annotations)[TARGET_KEY]];
      if (!isRelease || application === undefined || key === undefined) continue;
      const { releaseName, storageNamespace, targetNamespace } = mapOf(spec);
      this.byTarget.set(JSON.stringify([namespace, application, key]), {
        releaseName: releaseName ?? defaultReleaseName(String(name), stringOf(targetNamespace)),
        storageNamespace: storageNamespace ?? namespace,
      });
    }
  }

  /** The release name and storage namespace of a target's HelmRelease; empty if the input has none. */
  namesOf({ namespace, name }: { readonly namespace: string; readonly name: string }, key: string): ValueMap {
    return this.byTarget.get(JSON.stringify([namespace, name, key])) ?? {};
  }
}
