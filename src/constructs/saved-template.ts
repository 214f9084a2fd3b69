import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { HelmChart } from '../../imports/source.toolkit.fluxcd.io';
import { SOURCE_API_VERSION } from '../application';
import type { IHelmTemplate } from './helm-template';
import { ManifestObject } from './synth';

/** The chart of an application, saved as a template of the application's name. */
export class SavedTemplate extends Construct implements IHelmTemplate {
  readonly name: string;
  readonly namespace?: string;
  /** The HelmChart, for `addJsonPatch()` and the like. */
  readonly object: ApiObject;

  constructor(
    scope: Construct,
    id: string,
    application: { readonly name: string; readonly namespace?: string },
    manifest: () => HelmChart,
  ) {
    super(scope, id);
    this.name = application.name;
    this.namespace = application.namespace;
    this.object = new ManifestObject(this, 'Resource', {
      apiVersion: SOURCE_API_VERSION,
      kind: 'HelmChart',
      metadata: { name: this.name, namespace: this.namespace },
      manifest,
    });
  }
}
