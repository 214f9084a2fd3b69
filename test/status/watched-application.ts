import type { Condition } from '../../imports/common';
import { objectId } from '../../src/kubernetes/kinds';
import type { ApplicationReport } from '../../src/status/application-report';
import { metadataOf } from '../../src/status/application-status';
import { type Desired, desiredOf } from '../../src/status/desired';
import { type FittedStatus, fittedStatus, type Room } from '../../src/status/fitted-status';
import type { FluxObject } from '../../src/status/flux-object';
import type { Observed, Unread } from '../../src/status/observed';
import { sourceRefsOf } from '../../src/status/observed';
import { type Patches, patchesOf } from '../../src/status/patches';
import type { Schema } from '../../src/status/schema';
import { applyMergePatch } from '../json/apply-merge-patch';
import { ownSchema } from './schemas';

// biome-ignore lint/suspicious/noExplicitAny: Applications are plain data here
type Any = any;

/** The existing Flux objects. */
export interface World {
  readonly HelmRelease?: readonly FluxObject[] | Unread;
  readonly Kustomization?: readonly FluxObject[] | Unread;
  readonly sources?: readonly FluxObject[] | Unread;
}

/** The snapshot that a watcher would take of an application in a world. */
export function observed({ HelmRelease = [], Kustomization = [], sources = [] }: World, desired: Desired): Observed {
  if (!('unread' in sources)) {
    const byRef = sources.map((source) => [objectId({ kind: source.kind, ...source.metadata }), source] as const);
    return { HelmRelease, Kustomization, sources: new Map(byRef) };
  }
  const refs = sourceRefsOf(desired, { HelmRelease, Kustomization, sources: new Map() });
  return { HelmRelease, Kustomization, sources: new Map([...refs.keys()].map((key) => [key, sources] as const)) };
}

/** A stored Application, and what a watcher does with it: report, compare, patch. */
export class WatchedApplication {
  /** The number of patches of each part. */
  readonly patched = { status: 0, metadata: 0 };
  private minutes = 0;

  constructor(
    public stored: Any,
    private readonly schema: Schema = ownSchema,
    public room: Room = { others: 0, limit: Number.POSITIVE_INFINITY },
  ) {}

  get desired(): Desired {
    return desiredOf(this.stored) as Desired;
  }

  /** Reports on the world one minute after the last report, and updates the stored Application. */
  see(world: World): ApplicationReport {
    const { report, patches } = this.look(world);
    for (const part of ['status', 'metadata'] as const) {
      if (patches[part] === undefined) continue;
      this.patched[part]++;
      this.stored = applyMergePatch(this.stored, patches[part]);
    }
    return report;
  }

  /** Returns the report and the patches, without applying them. */
  look(
    world: World,
  ): { readonly report: ApplicationReport; readonly patches: Patches } & Pick<FittedStatus, 'bytes' | 'overflow'> {
    this.minutes++;
    const now = new Date(Date.UTC(2026, 10, 2, 10, this.minutes)).toISOString().replace('.000', '');
    const { desired } = this;
    const { metadata, status } = this.stored;
    const storedConditions: readonly Condition[] = Array.isArray(status?.conditions) ? status.conditions : [];
    const parts = { desired, observed: observed(world, desired), status, now };
    const context = { generation: metadata.generation, storedConditions, now };
    const fitted = fittedStatus(parts, context, this.schema, { ...this.room, stored: status });
    const { report, bytes, overflow } = fitted;
    if (fitted.status === undefined) return { report, patches: {}, bytes, overflow };
    const wanted = { status: fitted.status, metadata: metadataOf(report) };
    return { report, patches: patchesOf(this.stored, wanted, this.schema), bytes, overflow };
  }

  /** The entry of a target in the stored status. */
  entry(key: string): Any {
    const { helmReleaseStatus = {}, kustomizationStatus = {} } = this.stored.status?.fluxApp ?? {};
    return helmReleaseStatus[key] ?? kustomizationStatus[key];
  }

  /** The label from which the console reads the counts. */
  get counted(): string | undefined {
    return this.stored.metadata.labels?.['gitops.kubesphere.io/ready-number'];
  }
}
