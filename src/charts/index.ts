export { type ChartFiles, MAX_CHART_BYTES, MAX_FILE_BYTES, unpack } from './archive';
export { type Chart, readChart } from './chart';
export { ChartError } from './chart-error';
export { contentsOf } from './contents';
export { type ChartOrigin, moduleFile, printChart, WRITTEN_BY } from './print-chart';
export { findInIndex, type IndexedVersion } from './repository-index';
