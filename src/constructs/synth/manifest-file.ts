import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Yaml } from 'cdk8s';
import { printYaml } from '../../yaml';

/** A manifest to write: its YAML, or the object. */
export type Manifest = { readonly yaml: string } | { readonly object: unknown };

/**
 * The minimum number of characters of a write, except the last. With longer chunks, garbage collection costs more than
 * the system calls that they save.
 */
const CHUNK = 32 * 1024;

/**
 * Writes manifests to a file, like `Yaml.save()` of cdk8s, without holding all of its text in memory. If a manifest
 * cannot be created, the old file stays.
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
    return Yaml.stringify(manifest.object); // cdk8s writes data that is not JSON, or rejects it
  }
}
