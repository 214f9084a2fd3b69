import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder and version of this package, whether its code runs from source or from the build. */
export function findPackage(): { readonly folder: string; readonly version: string } {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const manifest = readManifest(folder);
    if (manifest?.name === 'cdk8s-fluxapp') return { folder, version: manifest.version };
    if (folder === dirname(folder)) throw new Error(`no package.json of cdk8s-fluxapp above ${__dirname}`);
  }
}

function readManifest(folder: string): { readonly name: string; readonly version: string } | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}
