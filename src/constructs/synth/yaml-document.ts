import type { SharedParts, ValueMap } from '../../json';
import { printYaml } from '../../yaml';

/** The mark of a Document in every copy of the package `yaml` (its isDocument()). */
const NODE_TYPE = Symbol.for('yaml.node.type');
const DOCUMENT = Symbol.for('yaml.document');

/**
 * Makes cdk8s write a manifest with {@link printYaml}: in the files of `App.synth()`, for every output type, and in
 * `App.synthYaml()`.
 *
 * cdk8s calls `stringify()` of its copy of `yaml`, which calls `toString()` of a Document. Therefore the manifest is
 * marked as a Document. `yaml` itself writes some strings in a way that Kubernetes misreads: `0o17` as a number, U+0085
 * and U+2028 as line breaks. A manifest within other data, and every manifest in cdk8s before 2.70, is still written by
 * `yaml`.
 *
 * The marks are not enumerable: comparisons, snapshots, copies and JSON see plain data. Later changes to the manifest
 * are written, too.
 *
 * @param where names the manifest in the error if it is not JSON data
 * @param original the object that the manifest is a copy of; it is written if the copy was not changed
 * @param shared the text of parts of the original
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

/** Whether two manifests are equal, including the order of keys. Entries that are `undefined` do not count. */
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
 * @param where names the manifest in the error if it is not JSON data
 * @param shared the text of parts of it
 */
export function yamlText(manifest: object, where: string, shared?: SharedParts): string {
  try {
    return printYaml(manifest, shared);
  } catch (cause) {
    throw new TypeError(`[${where}] ${(cause as Error).message}`, { cause });
  }
}
