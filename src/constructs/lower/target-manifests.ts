import { type DeploymentTarget, valuesConfigMapName } from '../../application';
import type { SharedParts } from '../../json';
import { DELIVERIES } from '../../kubernetes';
import type { ManifestObjectProps } from '../synth';
import type { ApplicationLowering } from './application-lowering';
import type { WaveGates } from './wave-gates';

/** An object of a target. Only its name is stored, the rest is computed: there may be tens of thousands. */
abstract class TargetManifest implements ManifestObjectProps {
  abstract readonly apiVersion: string;
  abstract readonly kind: string;
  protected abstract nameOf(release: string): string;
  abstract manifest(): object;

  /** @param index of the target, from 0 */
  constructor(
    protected readonly lowering: ApplicationLowering,
    protected readonly index: number,
  ) {}

  get metadata() {
    const { targets, construct } = this.lowering.authored;
    const { objectName } = targets[this.index] as DeploymentTarget;
    return { name: this.nameOf(objectName), namespace: construct.namespace };
  }

  shared(): SharedParts {
    return this.lowering.shared();
  }
}

/** The HelmRelease or Kustomization. */
export class ReleaseManifest extends TargetManifest {
  readonly namesPatchedFields = true;

  /** @param gates of an application with waves */
  constructor(
    lowering: ApplicationLowering,
    index: number,
    private readonly gates?: WaveGates,
  ) {
    super(lowering, index);
  }

  get apiVersion() {
    return DELIVERIES[this.kind].apiVersion;
  }

  get kind() {
    return this.lowering.authored.releaseKind;
  }

  protected nameOf(release: string): string {
    return release;
  }

  manifest(): object {
    return this.lowering.target(this.index).release;
  }

  finish(written: object): object {
    return this.gates?.gated(this.index, written) ?? written;
  }
}

/** The ConfigMap with the nulls of the values. */
export class ValuesConfigMapManifest extends TargetManifest {
  get apiVersion() {
    return 'v1';
  }

  get kind() {
    return 'ConfigMap';
  }

  protected nameOf(release: string): string {
    return valuesConfigMapName(release);
  }

  manifest(): object {
    return this.lowering.target(this.index).valuesConfigMap as object;
  }
}
