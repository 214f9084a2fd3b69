import { Option } from 'commander';

/** `-o`, which commands that print objects have in common. */
export function outputOption(): Option {
  return new Option('-o, --output <format>', 'yaml: documents with --- between; json: one List')
    .choices(['yaml', 'json'])
    .default('yaml');
}
