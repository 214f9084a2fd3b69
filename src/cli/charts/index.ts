export { readChartAt } from './read-chart';
export { readLocalChart } from './read-files';
export { type ChartReference, nameOfRemote, parseReference } from './reference';
export { bundleSchemas } from './schemas';
