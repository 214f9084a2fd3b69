import type { Application } from '../../imports/gitops.kubesphere.io';
import {
  checkAcross,
  footprintOf,
  helmReleaseTargets,
  isApplication,
  kustomizationTargets,
  lower,
} from '../application';
import { type Diagnostic, formatDiagnostic } from '../diagnostics';
import { canonicalJson, listOf, mapOf, omit, stringOf, type ValueMap, valueAt } from '../json';
import { DELIVERY_KINDS, objectId } from '../kubernetes';
import { type AdoptedApplication, adoptedApplication, applicationOf } from './adopted';
import { type Delivery, freeVariable, readDelivery } from './delivery';
import { differenceOf, essenceOf } from './essence';
import { type Group, groupDeliveries } from './groups';
import type { Remark } from './remark';
import { type AdoptedSource, adoptSources } from './sources';

/** The applications found in HelmReleases, Kustomizations and sources. */
export interface Adoption {
  readonly applications: readonly AdoptedApplication[];
  /** The sources of these applications that the input contains: they become code, too. */
  readonly sources: readonly AdoptedSource[];
  /** The HelmReleases and Kustomizations that became targets. */
  readonly taken: readonly Moved[];
  /** Objects that stay unchanged, and why. */
  readonly left: readonly Remark[];
  /** Objects that refer by name to an object that is renamed. */
  readonly toMend: readonly Remark[];
  /** Objects of files whose values, which are taken unchanged, contain variables that Flux may substitute. */
  readonly withVariables: readonly Remark[];
}

/** A HelmRelease or Kustomization, and its name as a target. */
export interface Moved {
  readonly object: ValueMap;
  readonly kind: Delivery['kind'];
  readonly namespace: string;
  readonly name: string;
  readonly newName: string;
}

/**
 * Finds multi-cluster applications in the objects of one host cluster. Pure. Each application is lowered again: objects
 * that would change, apart from their names, are not adopted.
 *
 * @param options.namespace the namespace of objects that have none
 */
export function adopt(objects: readonly ValueMap[], options: { readonly namespace?: string } = {}): Adoption {
  const input = new DeliveryInput(objects, options.namespace);
  let read = input.deliveries;
  for (;;) {
    const found = applicationsOf(groupDeliveries(read, input.applications));
    const problems = problemsOf(found, input);
    if (problems.size === 0) return input.adoption(found);
    input.leave(problems);
    read = read.filter((delivery) => !problems.has(objectId(delivery)));
  }
}

/** Applications, and the objects that their targets are built from. */
interface Found {
  readonly applications: readonly AdoptedApplication[];
  /** The deliveries of each application, in the order of its targets. */
  readonly members: readonly (readonly Delivery[])[];
  /** The name of each object as a target, by delivery id. */
  readonly newNames: ReadonlyMap<string, string>;
}

function applicationsOf(groups: readonly Group[]): Found {
  const members = groups.map((group) => group.members);
  const newNames = new Map(
    groups.flatMap(({ name, members: own }) => {
      const [{ kind, namespace }] = own as readonly [Delivery];
      const entries = own.map(({ destination, targetName }) => ({ destination, name: targetName }));
      const head = { name, namespace };
      const targets = kind === 'HelmRelease' ? helmReleaseTargets(head, entries) : kustomizationTargets(head, entries);
      return own.map((member, index) => [objectId(member), targets[index]?.objectName as string] as const);
    }),
  );
  const applications = groups.map(({ name, members: own }) =>
    adoptedApplication(
      name,
      own.map((member) => ({ ...member, fields: withNewNames(member, newNames) })),
    ),
  );
  return { applications, members, newNames };
}

/** The fields of a delivery, with its dependencies renamed to their names as targets. */
function withNewNames({ kind, namespace, fields }: Delivery, newNames: Found['newNames']): ValueMap {
  if (!Array.isArray(fields.dependsOn)) return fields;
  const dependsOn = fields.dependsOn.map((entry: unknown) => {
    const { name, namespace: other } = mapOf(entry);
    const id = objectId({ kind, namespace: stringOf(other) ?? namespace, name: String(name) });
    return newNames.has(id) ? { ...mapOf(entry), name: newNames.get(id) } : entry;
  });
  return { ...fields, dependsOn };
}

/** Why deliveries cannot be targets, by delivery id. */
function problemsOf({ applications, members, newNames }: Found, input: DeliveryInput): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  const written = applications.map(applicationOf);
  const report = (index: number, found: readonly Diagnostic[]) => {
    const own = members[index] ?? [];
    for (const diagnostic of found.filter(({ severity }) => severity === 'error')) {
      const { target, path } = targetOf(diagnostic);
      const about = target === undefined ? own : own.slice(target, target + 1);
      for (const member of about) problems.set(objectId(member), formatDiagnostic({ ...diagnostic, path }));
    }
  };
  written.forEach((application, index) => {
    const { objects, diagnostics } = lower(application);
    report(index, diagnostics);
    for (const [id, fields] of changesOf(objects, members[index] ?? [], newNames, input)) {
      problems.set(id, `as a target it would differ in ${fields.join(', ')}`);
    }
  });
  if (problems.size > 0) return problems;
  checkAcross(written.map((application) => footprintOf(application as Application))).forEach((found, index) => {
    report(index, found);
  });
  return problems;
}

/**
 * The target that a diagnostic is about and the path within it. If it is not about a single target, the path within
 * `config`.
 */
function targetOf({ path }: Diagnostic): { readonly target?: number; readonly path: Diagnostic['path'] } {
  const index = path.findIndex((step) => typeof step === 'number');
  const list = path[index - 1];
  if (list !== 'deploy' && list !== 'kustomization') return { path: path.slice(path.indexOf('config') + 1) };
  return { target: path[index] as number, path: path.slice(index + 1) };
}

/** The fields in which lowered objects differ from the originals, by delivery id. Empty if nothing was lowered. */
function changesOf(
  objects: readonly unknown[],
  members: readonly Delivery[],
  newNames: Found['newNames'],
  input: DeliveryInput,
): [id: string, fields: readonly string[]][] {
  const lowered = new Map(objects.map((object) => [stringOf(valueAt(object, ['metadata', 'name'])), mapOf(object)]));
  return members.flatMap((member): [string, readonly string[]][] => {
    const id = objectId(member);
    const newName = newNames.get(id);
    const object = lowered.get(newName);
    if (object === undefined) return [];
    const renamed = (each: { readonly namespace: string; readonly name: string }) =>
      newNames.get(objectId({ kind: member.kind, ...each })) ?? each.name;
    const textOf = ({ name, valuesKey }: ValueMap) =>
      name === `${newName}-values`
        ? stringOf(valueAt(lowered.get(String(name)), ['data', String(valuesKey)]))
        : undefined;
    const before = essenceOf(input.objectOf(id), renamed);
    const after = essenceOf(object, ({ name }) => name, textOf);
    const fields = differenceOf(before, after);
    return fields.length > 0 ? [[id, fields]] : [];
  });
}

/** The objects of an input, and what to do with them. */
class DeliveryInput {
  readonly deliveries: readonly Delivery[];
  /** `<namespace>/<name>` of the Applications that exist. */
  readonly applications: ReadonlySet<string>;
  private readonly objects = new Map<string, ValueMap>();
  private readonly left: Remark[] = [];
  /** An object of the input that a Kustomization applies, by the id of the Kustomization. */
  private readonly applied: ReadonlyMap<string, ValueMap>;

  constructor(
    private readonly all: readonly ValueMap[],
    private readonly namespace: string | undefined,
  ) {
    this.applied = appliedBy(all);
    this.deliveries = all.flatMap((object) => this.read(object) ?? []);
    this.applications = new Set(
      all.filter(isApplication).map(({ metadata }) => {
        const { name, namespace: own = namespace } = mapOf(metadata);
        return `${own}/${name}`;
      }),
    );
  }

  /** The object of a delivery, with its namespace. */
  objectOf(id: string): ValueMap {
    const object = this.objects.get(id) as ValueMap;
    return { ...object, metadata: { namespace: this.namespace, ...mapOf(object.metadata) } };
  }

  leave(reasons: ReadonlyMap<string, string>): void {
    for (const [id, message] of reasons) this.left.push({ object: this.objects.get(id) as ValueMap, message });
  }

  adoption({ applications, members, newNames }: Found): Adoption {
    const { sources, left } = adoptSources(applications, this.all, this.namespace);
    const taken = members.flat().map((member): Moved => {
      const { kind, namespace, name } = member;
      const id = objectId(member);
      return {
        ...{ kind, namespace, name },
        object: this.objects.get(id) as ValueMap,
        newName: newNames.get(id) as string,
      };
    });
    const order = new Map(this.all.map((object, index) => [object, index]));
    const inOrder = (remarks: readonly Remark[]) =>
      [...remarks].sort((a, b) => (order.get(a.object) ?? 0) - (order.get(b.object) ?? 0));
    return {
      ...{ applications, sources, taken },
      left: inOrder([...this.left, ...left]),
      toMend: inOrder(this.toMend(newNames)),
      withVariables: inOrder(
        taken.flatMap(({ object }) => {
          const message = freeVariable(object);
          return message === undefined ? [] : [{ object, message }];
        }),
      ),
    };
  }

  private read(object: ValueMap): Delivery | undefined {
    const result = readDelivery(object, this.namespace);
    if (result === undefined) return undefined;
    if ('reason' in result) {
      this.left.push({ object, message: result.reason });
      return undefined;
    }
    const id = objectId(result.delivery);
    const applied = this.applied.get(id);
    if (applied !== undefined) {
      const { name, namespace } = mapOf(applied.metadata);
      const what = objectId({ kind: String(applied.kind), name: String(name), namespace: stringOf(namespace) });
      this.left.push({ object, message: `it applies ${what}, which is in the input too` });
      return undefined;
    }
    const first = this.objects.get(id);
    if (first === undefined) {
      this.objects.set(id, object);
      return result.delivery;
    }
    const isSame = canonicalJson(stated(first)) === canonicalJson(stated(object));
    if (!isSame) this.left.push({ object, message: 'the input has another object of that name before it' });
    return undefined;
  }

  /** Finds old names that lowering does not update: in health checks, and in `dependsOn` of objects that stay. */
  private toMend(newNames: Found['newNames']): Remark[] {
    const left = new Set(this.left.map(({ object }) => object));
    return this.all.flatMap((object) => {
      const namespace = stringOf(valueAt(object, ['metadata', 'namespace'])) ?? this.namespace ?? '';
      const { dependsOn, healthChecks } = mapOf(object.spec);
      const named = [
        ...(left.has(object) ? listOf(dependsOn).map((each) => ({ kind: object.kind, ...mapOf(each) })) : []),
        ...(object.kind === 'Kustomization' ? listOf(healthChecks).map(mapOf) : []),
      ];
      return named.flatMap(({ kind, namespace: other, name }: ValueMap) => {
        const isDelivery = DELIVERY_KINDS.some((each) => each === kind);
        const id = objectId({ kind: String(kind), namespace: stringOf(other) ?? namespace, name: String(name) });
        const newName = isDelivery ? newNames.get(id) : undefined;
        return newName === undefined ? [] : [{ object, message: `it names ${id}, which is ${newName} now` }];
      });
    });
  }
}

/** The first object that each Kustomization applies, according to Flux's labels, by the id of the Kustomization. */
function appliedBy(objects: readonly ValueMap[]): Map<string, ValueMap> {
  const applied = new Map<string, ValueMap>();
  for (const object of objects) {
    const labels = mapOf(mapOf(object.metadata).labels);
    const name = stringOf(labels['kustomize.toolkit.fluxcd.io/name']);
    const namespace = stringOf(labels['kustomize.toolkit.fluxcd.io/namespace']);
    if (name === undefined) continue;
    const id = objectId({ kind: 'Kustomization', name, namespace });
    if (!applied.has(id)) applied.set(id, object);
  }
  return applied;
}

/** An object without its status and the metadata that the API server sets. */
function stated({ status: _, metadata, ...object }: ValueMap): ValueMap {
  const written = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink'];
  return { ...object, metadata: omit(mapOf(metadata), written) };
}
