import type { Application, ApplicationFluxApp } from '../../imports/gitops.kubesphere.io';
import { type Diagnostic, error } from '../diagnostics';
import type { FieldPath } from '../json';
import { type NamespacedName, objectId } from '../kubernetes';
import {
  ClusterNames,
  clusterName,
  givenName,
  type NamedCluster,
  type NamesByObject,
  namesByObject,
} from './cluster-names';
import { findCycles } from './cycles';
import { chartOfWavesName, savedChart } from './lower/chart';
import { type HelmReleaseId, helmReleaseId } from './release-name';
import { gatesOf } from './rollout/gates';
import { rolloutOf, wholeRolloutOf } from './rollout/rollout';
import { type DeploymentTarget, helmReleaseTargets, kustomizationTargets } from './targets';

/** The identities that an application or template creates, for cross-application conflict checks. */
export interface Footprint {
  /** Its name in errors: `Application default/podinfo`. */
  readonly description: string;
  readonly objects: readonly FootprintObject[];
}

interface FootprintObject {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** The field that creates it, in the application or template. */
  readonly path: FieldPath;
  readonly release?: HelmReleaseId;
  /** The target cluster, if its name is known. */
  readonly cluster?: NamedCluster;
  /** The ids of its dependencies. */
  readonly dependsOn: readonly string[];
}

/**
 * The footprint of an Application without errors, in explicit form.
 *
 * @param authored facts about its targets that are known at synthesis: there, a cluster without an explicit name is
 * known to have the name of its kubeconfig Secret. A plain Application does not show whether its author named the
 * cluster
 */
export function footprintOf(
  { metadata, spec }: Application,
  authored?: { readonly targets: readonly DeploymentTarget[]; readonly names: NamesByObject },
): Footprint {
  const head = { name: metadata.name, namespace: metadata.namespace };
  const { config, source } = (spec.fluxApp as ApplicationFluxApp).spec;
  const path = ['spec', 'fluxApp', 'spec', 'config'];
  const { helmRelease, kustomization = [] } = config;
  const idsOf = (kind: string, references: readonly { name: string; namespace?: string }[] = []) =>
    references.map((reference) =>
      objectId({ kind, namespace: reference.namespace ?? head.namespace, name: reference.name }),
    );
  const kind = helmRelease ? 'HelmRelease' : 'Kustomization';
  const entries = helmRelease ? (helmRelease.deploy ?? []) : kustomization;
  const targets =
    authored?.targets ?? (helmRelease ? helmReleaseTargets(head, entries) : kustomizationTargets(head, entries));
  const entryPath = helmRelease ? [...path, 'helmRelease', 'deploy'] : [...path, 'kustomization'];
  const names = authored?.names ?? namesByObject(metadata.annotations);
  const awaited = awaitedNames(metadata.annotations, targets, entries);
  const deployed = targets.map((target, index): FootprintObject => {
    const entry = entries[index] as (typeof entries)[number];
    const { cluster } = target;
    const called = authored ? clusterName(cluster, names) : givenName(cluster, names);
    return {
      kind,
      namespace: head.namespace,
      name: target.objectName,
      path: [...entryPath, index],
      release: helmRelease ? helmReleaseId(head.namespace, target, entry, names) : undefined,
      cluster: called === undefined ? undefined : { cluster, name: called },
      dependsOn: idsOf(kind, [...(entry.dependsOn ?? []), ...awaited(index)]),
    };
  });
  const application: FootprintObject = {
    kind: 'Application',
    ...head,
    path: ['metadata', 'name'],
    dependsOn: [],
  };
  const saved = helmRelease && savedChart(metadata.labels, helmRelease);
  const ofWaves =
    saved && source && rolloutOf(metadata.annotations) ? [chartOfWavesName(head, saved, source.sourceRef)] : [];
  const charts = saved ? [head.name, ...ofWaves] : [];
  return {
    description: objectId(application),
    objects: [
      application,
      ...charts.flatMap((name) => templateFootprint({ ...head, name }, [...path, 'helmRelease', 'chart']).objects),
      ...deployed,
    ],
  };
}

/**
 * The dependencies that targets have because of their waves: a few entries are enough to find cycles. Empty if the
 * rollout is invalid.
 */
function awaitedNames(
  annotations: unknown,
  targets: readonly DeploymentTarget[],
  entries: readonly { readonly suspend?: boolean }[],
): (index: number) => readonly { readonly name: string }[] {
  const rollout = wholeRolloutOf(annotations, targets);
  if (rollout === undefined) return () => [];
  const gates = gatesOf(rollout, targets, (index) => entries[index]?.suspend === true, 0);
  return (index) => gates[index]?.waitsFor ?? [];
}

/** The footprint of a template that was not saved by an application. */
export function templateFootprint(template: NamespacedName, path: FieldPath = []): Footprint {
  return objectFootprint('HelmChart', template, path);
}

/** The footprint of a single object. */
export function objectFootprint(kind: string, { name, namespace }: NamespacedName, path: FieldPath): Footprint {
  const object = { kind, namespace, name };
  return { description: objectId(object), objects: [{ ...object, path, dependsOn: [] }] };
}

/**
 * Conflicts between footprints: objects with the same name, targets with the same Helm release, clusters with two
 * names, cyclic dependencies. Returns the diagnostics of each footprint, in order.
 *
 * @param footprints iterated once: only the names of tens of thousands of objects are kept
 */
export function checkAcross(footprints: Iterable<Footprint>): Diagnostic[][] {
  const diagnostics: Diagnostic[][] = [];
  const descriptions: string[] = [];
  const dependents = new Map<string, FootprintObject & { readonly owner: number }>();
  const report = (owner: number, diagnostic: Diagnostic) => diagnostics[owner]?.push(diagnostic);

  const seenObjects = new Map<string, Map<string, number>>();
  const seenReleases = new Map<string, number>();
  const seenClusters = new Map<string, ClusterNames>();
  const clusterClashes: ClusterClash[] = [];
  const add = ({ description, objects }: Footprint, owner: number) => {
    for (const object of objects)
      if (object.dependsOn.length > 0) dependents.set(objectId(object), { ...object, owner });
    for (const object of objects) {
      const { kind, name, path, release, cluster } = object;
      const seen = namesOf(object, seenObjects);
      const first = seen.get(name);
      if (first === undefined) seen.set(name, owner);
      else if (first !== owner) {
        const rival = descriptions[first];
        if (kind === 'Application') {
          report(owner, error('object-clash', path, `is the name of another Application as well: ${rival}`));
          return; // its objects clash as well
        }
        const id = objectId(object);
        const message =
          rival === id ? `is the name of another ${kind} as well` : `makes ${id}, which ${rival} makes as well`;
        report(owner, error('object-clash', path, message));
      }
      const problem = cluster && clustersOf(object, seenClusters).add(cluster, description);
      if (problem !== undefined) clusterClashes.push({ owner, path: [...path, 'destination'], problem });
      if (release === undefined) continue;
      const firstRelease = seenReleases.get(release.id);
      if (firstRelease === undefined) seenReleases.set(release.id, owner);
      else if (firstRelease !== owner) {
        const rival = descriptions[firstRelease];
        report(
          owner,
          error(
            'release-clash',
            [...path, 'releaseName'],
            `makes the same Helm release as ${rival}: ${release.description}`,
          ),
        );
      }
    }
  };
  for (const footprint of footprints) {
    descriptions.push(footprint.description);
    add(footprint, diagnostics.push([]) - 1);
  }

  for (const { owner, path, problem } of inOneEach(clusterClashes)) {
    report(owner, error('cluster-name-clash', path, problem));
  }
  for (const cycle of findCycles(dependents.keys(), (id) => dependents.get(id)?.dependsOn ?? [])) {
    const first = dependents.get(cycle[0] as string) as FootprintObject & { readonly owner: number };
    report(
      first.owner,
      error(
        'dependency-cycle',
        [...first.path, 'dependsOn'],
        `depends on itself, ${[...cycle, cycle[0]].join(' -> ')}: Flux would wait forever`,
      ),
    );
  }
  return diagnostics;
}

interface ClusterClash {
  readonly owner: number;
  readonly path: FieldPath;
  readonly problem: string;
}

/** The first clash of each owner, with the number of clashes: often all clusters have another name. */
function inOneEach(clashes: readonly ClusterClash[]): ClusterClash[] {
  const problems = new Map<number, Map<string, ClusterClash>>();
  for (const clash of clashes) {
    const ofOwner = problems.get(clash.owner) ?? new Map<string, ClusterClash>();
    problems.set(clash.owner, ofOwner);
    if (!ofOwner.has(clash.problem)) ofOwner.set(clash.problem, clash);
  }
  return [...problems.values()].map((ofOwner) => {
    const [first] = ofOwner.values() as Iterable<ClusterClash> as [ClusterClash];
    const others = ofOwner.size - 1;
    return others === 0 ? first : { ...first, problem: `${first.problem}; and ${others} more of its clusters` };
  });
}

/** The owners of the objects of a kind in a namespace, by name. */
function namesOf({ kind, namespace }: FootprintObject, seen: Map<string, Map<string, number>>): Map<string, number> {
  const place = objectId({ kind, namespace, name: '' });
  const known = seen.get(place);
  if (known) return known;
  const names = new Map<string, number>();
  seen.set(place, names);
  return names;
}

/** A member is identified by its Secret or ConfigMap in the namespace of the application. */
function clustersOf({ namespace = '' }: FootprintObject, seen: Map<string, ClusterNames>): ClusterNames {
  const known = seen.get(namespace);
  if (known) return known;
  const names = new ClusterNames();
  seen.set(namespace, names);
  return names;
}
