import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { parse } from 'yaml';
import type { ValueMap } from '../json';
import { applicationCrdYaml } from '../package';
import { ManifestObject } from './synth';

/**
 * The CustomResourceDefinition of the Application, as printed by `fluxapp crds`. It accepts every Application that
 * KubeSphere's CRD accepts, and adds what that one cannot express.
 *
 * Deleting it would delete every Application, including those of other engines. Therefore its annotations prevent Helm
 * and Flux from deleting it.
 *
 * @example
 *
 *   new ApplicationCrd(chart, 'crd');
 */
export class ApplicationCrd extends Construct {
  /** The CustomResourceDefinition object, for example for `addJsonPatch()`. */
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
