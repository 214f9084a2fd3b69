import type { SharedParts, ValueMap } from '../../json';
import { printYaml } from '../../yaml';

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
 * @param original what the manifest is a copy of: where nothing was changed, that is written
 * @param shared what is known of parts of the original
 * @returns the manifest itself
 */
export function asYamlDocument<T extends object>(manifest: T, where: string, original?: T, shared?: SharedParts): T {
  return Object.defineProperties(manifest, {
    [NODE_TYPE]: { value: DOCUMENT },
    toString: {
      value: () =>
        original !== undefined && isSame(manifest, original)
          ? yamlText(original, where, shared)
          : yamlText(manifest, where),
    },
    contents: { get: () => ({ ...manifest }) },
  });
}

/** Whether two manifests hold the same, in the same order. Entries that are `undefined` are none. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null)
    return Object.is(one, other);
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) && one.length === other.length && one.every((item, index) => isSame(item, other[index]))
    );
  }
  const [ofOne, ofOther] = [one, other].map(presentKeys) as [string[], string[]];
  return (
    ofOne.length === ofOther.length &&
    ofOne.every((key, index) => key === ofOther[index] && isSame((one as ValueMap)[key], (other as ValueMap)[key]))
  );
}

function presentKeys(map: object): string[] {
  return Object.keys(map).filter((key) => (map as ValueMap)[key] !== undefined);
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
