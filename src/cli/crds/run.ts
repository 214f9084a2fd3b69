import { applicationCrdYaml } from '../../package';
import { parseYaml } from '../../yaml';
import { formatObjects } from '../output';
import type { OutputFormat } from '../shell';

/** The CustomResourceDefinition that comes with the package: as it is, or in a List in JSON. */
export function formatCrds(format: OutputFormat): string {
  const text = applicationCrdYaml();
  if (format === 'yaml') return text;
  return formatObjects(
    parseYaml(text).map(({ value }) => value),
    format,
  );
}
