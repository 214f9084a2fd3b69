import type { SharedParts } from '../model/shared-parts';
import { printYaml } from '../yaml/print';

/** What the package `yaml` knows a document by, in every copy of it (its isDocument()). */
const NODE_TYPE = Symbol.for('yaml.node.type');
const DOCUMENT = Symbol.for('yaml.document');

/**
 * Has a manifest written by {@link printYaml} where cdk8s writes it: in the files of `App.synth()`, whatever the output
 * type, and in `App.synthYaml()`.
 *
 * cdk8s writes with the `stringify()` of its copy of `yaml`, which leaves documents to write themselves; so the manifest
 * is made one. By itself `yaml` writes some texts so that Kubernetes takes them for something else: `0o17` for a number,
 * U+0085 and U+2028 for ends of lines. A manifest within something else, and in versions of cdk8s before 2.70, is
 * written by `yaml` after all.
 *
 * Nothing of it is enumerable: comparisons, snapshots, copies and JSON see plain data. What is changed in the manifest
 * later is written too.
 *
 * @param where names the manifest in the error that writing throws if it is no JSON data
 * @returns the manifest itself
 */
export function asYamlDocument<T extends object>(manifest: T, where: string): T {
  return Object.defineProperties(manifest, {
    [NODE_TYPE]: { value: DOCUMENT },
    toString: { value: () => yamlText(manifest, where) },
    contents: { get: () => ({ ...manifest }) },
  });
}

/**
 * The YAML of a manifest.
 *
 * @param where names the manifest in the error that is thrown if it is no JSON data
 * @param shared what is known of parts of it
 */
export function yamlText(manifest: object, where: string, shared?: SharedParts): string {
  try {
    return printYaml(manifest, shared);
  } catch (cause) {
    throw new TypeError(`[${where}] ${(cause as Error).message}`, { cause });
  }
}
