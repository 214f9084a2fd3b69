import { type DeploymentTarget, type Gate, gated, gatesOf, type Rollout, revisionsOf } from '../../application';
import { digest } from '../../json';
import type { ManifestObject } from '../synth';
import type { ApplicationLowering } from './application-lowering';

interface Made {
  /** The version of the objects that it was computed from: it increases when something is added to one of them. */
  readonly version: number;
  readonly gates: readonly Gate[];
  readonly revisions: readonly string[];
}

/**
 * The gates of an application with waves. The desired state of a wave is the written state of its targets, including
 * the author's changes to the objects: therefore the gates are added last.
 */
export class WaveGates {
  /** By the index of a target: its objects in the order of `lower()`. */
  private readonly objects: ManifestObject[][] = [];
  private made?: Made;

  constructor(
    private readonly lowering: ApplicationLowering,
    private readonly rollout: Rollout,
  ) {}

  /** Adds the objects of the target at an index. */
  add(index: number, objects: readonly ManifestObject[]): void {
    this.objects[index] = [...objects];
  }

  /** The release of a target with its gate. @param written the release without the gate */
  gated(index: number, written: object): object {
    const { gates, revisions } = this.current();
    return gated(written, gates[index] as Gate, revisions);
  }

  private current(): Made {
    const version = this.objects.flat().reduce((sum, object) => sum + object.version, 0);
    if (this.made?.version !== version) this.made = { version, ...this.make() };
    return this.made;
  }

  private make(): Omit<Made, 'version'> {
    const { lowering, rollout } = this;
    const targets = lowering.authored.targets as readonly DeploymentTarget[]; // there are no errors
    const isSuspended = (index: number) => lowering.target(index).release.spec.suspend === true;
    const digestOf = (index: number) => digest((this.objects[index] ?? []).map((object) => object.unfinished()));
    return { gates: gatesOf(rollout, targets, isSuspended), revisions: revisionsOf(rollout, targets, digestOf) };
  }
}
