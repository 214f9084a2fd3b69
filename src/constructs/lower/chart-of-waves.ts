import type { HelmChart } from '../../../imports/source.toolkit.fluxcd.io';
import { type Diagnostic, error } from '../../diagnostics';
import { digest } from '../../json';
import { SOURCE_API } from '../../kubernetes';
import type { IFluxApplication } from '../i-flux-application';
import { ManifestObject } from '../synth';
import type { ApplicationLowering } from './application-lowering';

/** The HelmChart that the releases in waves share. */
export class ChartOfWaves extends ManifestObject {
  /** @param application without errors, or `manifest` of its lowering throws */
  constructor(
    { name, namespace }: { readonly name: string; readonly namespace?: string },
    application: IFluxApplication,
    private readonly lowering: ApplicationLowering,
  ) {
    super(application, 'ChartOfWaves', {
      apiVersion: SOURCE_API.apiVersion,
      kind: 'HelmChart',
      metadata: { name, namespace },
      manifest: () => lowering.chartOfWaves(),
    });
  }

  /** Its name contains a digest of its content: a patch would change it for all waves at once. */
  checkPatches(): Diagnostic[] {
    const { metadata, spec } = this.unfinished() as HelmChart;
    if (metadata.name === this.name && digest(spec) === digest(this.lowering.chartOfWaves().spec)) return [];
    const message = `a JSON patch changes HelmChart ${this.name}, whose name contains a digest of its content: set the fields here`;
    return [error('rollout-not-held', ['helmRelease', 'chart'], message)];
  }
}
