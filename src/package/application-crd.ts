import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPackage } from './package-root';

/** The CustomResourceDefinition of the Application from the package: YAML, one document. */
export function applicationCrdYaml(): string {
  return readFileSync(join(findPackage().folder, 'crds', 'gitops.kubesphere.io_applications.yaml'), 'utf8');
}
