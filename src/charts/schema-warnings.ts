import { mapOf, stringOf } from '../json';
import { chartPathOf } from './bundle-schema';
import { type Chart, chartsIn } from './chart';

/** The values of `$schema` that Helm knows, with or without `#` at the end. */
const DRAFT = /^https?:\/\/json-schema\.org\/(?:schema|draft-0[467]\/schema|draft\/20(?:19-09|20-12)\/schema)#?$/;

/**
 * Warnings about schemas of a chart that work here, but may not work where Helm installs the chart: sentences without
 * the name of the chart.
 *
 * @param urls of documents that its schemas refer to
 */
export function schemaWarnings(chart: Chart, urls: readonly string[]): string[] {
  const charts = chartsIn(chart);
  const files = new Set(charts.flatMap(({ schemaFiles }) => [...schemaFiles.keys()].map(chartPathOf)));
  const drafts = new Set(charts.flatMap(({ schema }) => stringOf(mapOf(schema).$schema) ?? []));
  const unknown = [...drafts].filter((draft) => !DRAFT.test(draft));
  return [
    ...(urls.length === 0 ? [] : [`${SCHEMA} refers to ${urls.join(', ')}: ${AIR_GAPPED}`]),
    ...(files.size === 0 ? [] : [`${SCHEMA} refers to ${[...files].join(', ')}: ${NO_FILES}`]),
    ...unknown.map(
      (draft) => `${SCHEMA} has the $schema ${JSON.stringify(draft)}, which is not a draft that Helm knows: ${GETS}`,
    ),
  ];
}

const SCHEMA = 'values.schema.json';
const OFF = 'unless install and upgrade have disableSchemaValidation';
const ALWAYS = 'whenever it installs or upgrades the chart';
const GETS = `Helm fetches it ${ALWAYS}`;
const AIR_GAPPED = `Helm fetches it ${ALWAYS}, so Flux without network access fails ${OFF}`;
const NO_FILES = `Helm does not look for it in the chart, so Flux fails ${OFF}`;
