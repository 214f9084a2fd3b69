import { Counter, Gauge, type Registry } from 'prom-client';
import { VERDICT_REASONS, type VerdictReason } from './lowered-condition';

/** The metrics that only this controller has. */
export class LoweringMetrics {
  private readonly writes: Counter<'verb'>;
  /** The last reported reason, by application. */
  private readonly verdicts = new Map<string, VerdictReason>();

  constructor(registry: Registry, abandoned: () => number) {
    const registers = [registry];
    const { verdicts } = this;
    this.writes = new Counter({
      name: 'fluxapp_lowering_writes_total',
      help: 'Objects that were applied or deleted for Applications, by verb: apply or delete',
      labelNames: ['verb'],
      registers,
    });
    for (const verb of ['apply', 'delete']) this.writes.inc({ verb }, 0);
    new Gauge({
      name: 'fluxapp_lowered_applications',
      help: 'Applications by the reason of their condition Lowered',
      labelNames: ['reason'],
      registers,
      collect() {
        const all = [...verdicts.values()];
        for (const reason of VERDICT_REASONS) this.set({ reason }, all.filter((each) => each === reason).length);
      },
    });
    new Gauge({
      name: 'fluxapp_abandoned_applications',
      help: 'Deleted Applications whose objects still exist',
      registers,
      collect() {
        this.set(abandoned());
      },
    });
  }

  wrote(verb: 'apply' | 'delete'): void {
    this.writes.inc({ verb });
  }

  /** @param reason undefined: there is nothing to report, or the Application is gone */
  said(key: string, reason: VerdictReason | undefined): void {
    if (reason === undefined) this.verdicts.delete(key);
    else this.verdicts.set(key, reason);
  }
}
