export { type Completer, completedBy, completerOf } from './completed-by';
export { expectedError, printError, printWarning, reportFailure, stackOf } from './errors';
export { EXIT_CODES, ExitCode } from './exit-code';
export type { Io } from './io';
export {
  addClusterOptions,
  addConnectionOptions,
  addFileOptions,
  applicationArgument,
  clusterOption,
  type OutputFormat,
  outputOption,
  parseDuration,
  repeatableOption,
  setOption,
} from './options';
export { paint } from './paint';
export { type Finding, FindingReport, formatPlace, type Place } from './report';
export { endBySignal, interruptionOf, untilSignal } from './signals';
export { Waker } from './waker';
