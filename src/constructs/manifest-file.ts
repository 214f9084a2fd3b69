import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Yaml } from 'cdk8s';
import { printYaml } from '../yaml/print';

/** How much text is gathered before it is written: with more, collecting garbage costs more than system calls. */
const CHUNK = 32 * 1024;

/**
 * Writes manifests to a file, as `Yaml.save()` of cdk8s does, without ever holding all of its text. Where making one
 * fails, what was at the path before stays.
 */
export function writeManifests(path: string, manifests: Iterable<unknown>): void {
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

function writeAll(file: number, manifests: Iterable<unknown>): void {
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

/** What is no JSON data after all is left to cdk8s. */
function yamlOf(manifest: unknown): string {
  try {
    return printYaml(manifest);
  } catch {
    return Yaml.stringify(manifest);
  }
}
