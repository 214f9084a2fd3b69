import { printYaml, printYamlDocuments } from '../../yaml';
import type { OutputFormat } from '../shell';

/**
 * Objects in a format that `kubectl apply -f -` reads: YAML documents separated by `---`, or one `kind: List` in JSON.
 */
export function formatObjects(objects: readonly unknown[], format: OutputFormat): string {
  if (format === 'yaml') return printYamlDocuments(objects);
  return formatData({ apiVersion: 'v1', kind: 'List', items: objects }, format);
}

/** One document, with a line feed at its end. */
export function formatData(data: unknown, format: OutputFormat): string {
  return format === 'yaml' ? printYaml(data) : `${JSON.stringify(data, null, 2)}\n`;
}
