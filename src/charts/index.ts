export { type ChartFiles, MAX_CHART_BYTES, MAX_FILE_BYTES, unpack } from './archive';
export { type Chart, missingSchemas, readChart, withBundledSchemas } from './chart';
export { ChartError } from './chart-error';
export { contentsOf } from './contents';
export { type ExplainedKey, type Explanation, explainKey } from './explain-key';
export {
  type ChartOrigin,
  headerOf,
  type ModuleHeader,
  moduleFile,
  printChart,
  type SchemaDigest,
  WRITTEN_BY,
} from './print-chart';
export { repeatedKeyWarnings } from './repeated-keys';
export { findInIndex, type IndexedVersion } from './repository-index';
export { schemaWarnings } from './schema-warnings';
export { valuesFilesOf } from './values-files';
export { valuesType } from './values-type';
