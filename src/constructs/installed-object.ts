import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Installed, InstallManifest } from '../install';
import { ManifestObject } from './synth';

/** Adds the object of an installation manifest to a scope. */
export function addInstalled(
  scope: Construct,
  id: string,
  { apiVersion, kind, name, namespace, body }: InstallManifest,
  { labels }: Pick<Installed, 'labels'>,
): ApiObject {
  return new ManifestObject(scope, id, {
    ...{ apiVersion, kind },
    metadata: { name, namespace, labels },
    manifest: body,
    clusterScoped: namespace === undefined,
  });
}
