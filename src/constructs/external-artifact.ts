import type { Construct } from 'constructs';
import { type ISource, SourceReference, type SourceReferenceOptions } from './source';

/** An artifact that another controller makes. Flux uses it where the feature gate `ExternalArtifact` is on. */
export const ExternalArtifact = {
  /** An ExternalArtifact that exists. */
  fromName(scope: Construct, id: string, name: string, options?: SourceReferenceOptions): ISource<'ExternalArtifact'> {
    return new SourceReference(scope, id, 'ExternalArtifact', name, options);
  },
};
