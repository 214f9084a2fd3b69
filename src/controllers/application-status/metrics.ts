import { Counter, Gauge, type Registry } from 'prom-client';
import { namespacedName } from '../../kubernetes';
import type { ApplicationReport } from '../../status';
import type { StatusPart } from './status-writer';
import { WRITE_CAUSES, type WriteCause } from './write-problems';

/** The state of the watcher when its metrics are scraped. */
export interface ScrapedState {
  readonly kinds: () => readonly { readonly kind: string; readonly size: number; readonly state: string }[];
  /** Number of applications that are left to another controller. */
  readonly contended: () => number;
  /** Number of applications whose status cannot be written. */
  readonly unwritable: () => Readonly<Record<WriteCause, number>>;
}

/** The metrics of the watcher that other controllers do not have. */
export class StatusMetrics {
  private readonly writes: Counter<'part'>;
  private readonly targets: Gauge<'namespace' | 'name' | 'state'>;
  /** By application: the states that have a series. */
  private readonly known = new Map<string, ReadonlySet<string>>();

  constructor(registry: Registry, scraped: ScrapedState) {
    const registers = [registry];
    this.writes = new Counter({
      name: 'fluxapp_writes_total',
      help: 'Patches written to Applications, by part: status or metadata',
      labelNames: ['part'],
      registers,
    });
    this.targets = new Gauge({
      name: 'fluxapp_application_targets',
      help: 'Deployment targets of an Application by state; states without a target are left out',
      labelNames: ['namespace', 'name', 'state'],
      registers,
    });
    new Gauge({
      name: 'fluxapp_objects',
      help: 'Objects that are kept up to date, by kind',
      labelNames: ['kind'],
      registers,
      collect() {
        for (const { kind, size } of scraped.kinds()) this.set({ kind }, size);
      },
    });
    new Gauge({
      name: 'fluxapp_kind_synced',
      help: 'Whether the objects of a kind are known (1) or not (0)',
      labelNames: ['kind'],
      registers,
      collect() {
        for (const { kind, state } of scraped.kinds()) this.set({ kind }, state === 'synced' ? 1 : 0);
      },
    });
    new Gauge({
      name: 'fluxapp_contended_applications',
      help: 'Applications that are left to another controller that writes the same fields',
      registers,
      collect() {
        this.set(scraped.contended());
      },
    });
    new Gauge({
      name: 'fluxapp_unwritable_applications',
      help: 'Applications whose status cannot be written, by cause: too_large, refused or pruned',
      labelNames: ['cause'],
      registers,
      collect() {
        const counts = scraped.unwritable();
        for (const cause of WRITE_CAUSES) this.set({ cause }, counts[cause]);
      },
    });
  }

  written(part: StatusPart): void {
    this.writes.inc({ part });
  }

  /** Updates the series of an application. */
  reported(namespace: string, name: string, { targets }: ApplicationReport): void {
    const counts = new Map<string, number>();
    for (const { state } of targets) counts.set(state, (counts.get(state) ?? 0) + 1);
    const key = namespacedName({ namespace, name });
    for (const state of this.known.get(key) ?? [])
      if (!counts.has(state)) this.targets.remove({ namespace, name, state });
    for (const [state, count] of counts) this.targets.set({ namespace, name, state }, count);
    this.known.set(key, new Set(counts.keys()));
  }

  /** Removes the series of a deleted application. @param key `<namespace>/<name>` */
  forget(key: string): void {
    const [namespace = '', name = ''] = key.split('/');
    for (const state of this.known.get(key) ?? []) this.targets.remove({ namespace, name, state });
    this.known.delete(key);
  }
}
