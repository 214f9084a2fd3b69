import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { parse } from 'yaml';
import type { ValueMap } from '../json';
import { applicationCrdYaml } from '../package';
import { ManifestObject } from './synth';

/**
 * The CustomResourceDefinition of the Application, as `fluxapp crds` prints it. It accepts every Application that
 * KubeSphere's own does, and what that one cannot express.
 *
 * Deleting it would delete every Application, those of other engines too: its annotations tell Helm and Flux to keep it.
 */
export class ApplicationCrd extends Construct {
  /** The CustomResourceDefinition, for `addJsonPatch()` and the like. */
  readonly object: ApiObject;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const crd = parse(applicationCrdYaml()) as { apiVersion: string; kind: string; metadata: ValueMap };
    this.object = new ManifestObject(this, 'Resource', {
      apiVersion: crd.apiVersion,
      kind: crd.kind,
      metadata: { name: String(crd.metadata.name) },
      manifest: () => crd,
      clusterScoped: true,
    });
  }
}
