import type { Target } from '../application';
import { HELM_RELEASE_API_VERSION, KUSTOMIZATION_API_VERSION, valuesConfigMapName } from '../application';
import type { SharedParts } from '../json';
import type { AuthoredApplication } from './authored-application';
import type { ManifestObjectProps } from './synth';

/** An object of a target that can be named. It says all else when it is asked: there may be tens of thousands. */
abstract class TargetManifest implements ManifestObjectProps {
  abstract readonly apiVersion: string;
  abstract readonly kind: string;
  protected abstract nameOf(release: string): string;
  abstract manifest(): object;

  /** @param index of the target, from 0 */
  constructor(
    protected readonly authored: AuthoredApplication,
    protected readonly index: number,
  ) {}

  get metadata() {
    const { objectName } = this.authored.targets[this.index] as Target;
    return { name: this.nameOf(objectName), namespace: this.authored.namespace };
  }

  shared(): SharedParts {
    return this.authored.shared();
  }
}

/** The HelmRelease or Kustomization. */
export class ReleaseManifest extends TargetManifest {
  get apiVersion() {
    return this.kind === 'HelmRelease' ? HELM_RELEASE_API_VERSION : KUSTOMIZATION_API_VERSION;
  }

  get kind() {
    return this.authored.releaseKind;
  }

  protected nameOf(release: string): string {
    return release;
  }

  manifest(): object {
    return this.authored.target(this.index).release;
  }
}

/** The ConfigMap with the nulls of its values. */
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
    return this.authored.target(this.index).valuesConfigMap as object;
  }
}
