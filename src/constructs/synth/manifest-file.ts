import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Yaml } from 'cdk8s';
import { printYaml } from '../../yaml';

/** A manifest as it is written: its YAML, or the object that it is. */
export type Manifest = { readonly yaml: string } | { readonly object: unknown };

/** How much text is gathered before it is written: with more, collecting garbage costs more than system calls. */
const CHUNK = 32 * 1024;

/**
 * Writes manifests to a file, as `Yaml.save()` of cdk8s does, without ever holding all of its text. Where making one
 * fails, what was at the path before stays.
 */
export function writeManifests(path: string, manifests: Iterable<Manifest>): void {
  const unfinished = `${path}.${process.pid}.tmp`;
  const file = openSync(unfinished, 'w');
  try {
    try {
      writeAll(file, manifests);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw cause;
  }
}

function writeAll(file: number, manifests: Iterable<Manifest>): void {
  let text = '';
  let separator = '';
  for (const manifest of manifests) {
    text += separator + yamlOf(manifest);
    separator = '---\n';
    if (text.length < CHUNK) continue;
    writeFileSync(file, text);
    text = '';
  }
  writeFileSync(file, text);
}

function yamlOf(manifest: Manifest): string {
  if ('yaml' in manifest) return manifest.yaml;
  try {
    return printYaml(manifest.object);
  } catch {
    return Yaml.stringify(manifest.object); // what is no JSON data is left to cdk8s
  }
}
