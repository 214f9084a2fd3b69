import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FILE = join('crds', 'gitops.kubesphere.io_applications.yaml');

/** The CustomResourceDefinition of the Application as the package ships it: YAML, one document. */
export function applicationCrdYaml(): string {
  // the sources and what is built from them stand at different depths below the package
  let folder = __dirname;
  while (!existsSync(join(folder, FILE))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`${FILE} is missing from the package`);
    folder = parent;
  }
  return readFileSync(join(folder, FILE), 'utf8');
}
