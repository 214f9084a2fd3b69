import { printYamlDocuments } from '../../yaml';

/** What `-o` takes. */
export type OutputFormat = 'yaml' | 'json';

/** Objects as kubectl takes them: YAML documents with `---` between, or one `kind: List` in JSON. */
export function formatObjects(objects: readonly unknown[], format: OutputFormat): string {
  if (format === 'yaml') return printYamlDocuments(objects);
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }, null, 2)}\n`;
}
