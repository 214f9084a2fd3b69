import { applicationCrdYaml } from '../../package';
import { parseYaml } from '../../yaml';
import { formatObjects } from '../output';
import type { OutputFormat } from '../shell';

/** The CustomResourceDefinition in the package: unchanged, or as JSON in a List. */
export function formatCrds(format: OutputFormat): string {
  const text = applicationCrdYaml();
  if (format === 'yaml') return text;
  return formatObjects(
    parseYaml(text).map(({ value }) => value),
    format,
  );
}
