import { Document, isScalar, Scalar, type Tags, visit } from 'yaml';

/**
 * Texts that some reader of Kubernetes YAML takes for something else although the YAML 1.1 and 1.2 schemas do not:
 * Go's strconv reads `0X1F` and `0B1`, and merge and value keys are `<<` and `=`.
 */
const READ_AS_SOMETHING_ELSE = /^(?:[-+]?0[xXoObB][0-9a-fA-F_]*|[-+.]|<<|=)$/;

/** Line breaks to some readers of YAML, and no more than letters to others. */
const UNICODE_BREAKS = /[\u0085\u2028\u2029]/g;

/**
 * Writes plain JSON data as one YAML document, as people write it: the keys in their order, text in block scalars,
 * quotes only where a reader of YAML 1.1 or 1.2 would otherwise take a text for something else. Ends with a line feed.
 */
export function printYaml(value: unknown): string {
  const document = new Document(value, {
    version: '1.1',
    compat: 'core',
    aliasDuplicateObjects: false,
    customTags: withoutMergeKeys,
  });
  visit(document, {
    Scalar(_, node) {
      if (isScalar(node) && typeof node.value === 'string' && needsQuotes(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  const text = document.toString({ lineWidth: 0 });
  // only quoted scalars hold these, and there an escape means the same
  return text.replace(UNICODE_BREAKS, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Several documents, with `---` between. */
export function printYamlDocuments(values: readonly unknown[]): string {
  return values.map(printYaml).join('---\n');
}

/** `<<` is a key like any other in the data that is written. */
function withoutMergeKeys(tags: Tags): Tags {
  return tags.filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:merge');
}

function needsQuotes(text: string): boolean {
  return READ_AS_SOMETHING_ELSE.test(text) || text.search(UNICODE_BREAKS) >= 0;
}
