export { clusterOption } from './cluster-option';
export { addClusterOptions } from './cluster-options';
export { printError } from './error-line';
export type { Io } from './io';
export { formatObjects, type OutputFormat } from './output';
export { outputOption } from './output-option';
export { type Finding, formatPlace, type Place, Report } from './report';
export { stopping } from './stopping';
export { Waker } from './waker';
