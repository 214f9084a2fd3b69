export { DIAGNOSTIC_CODES, type DiagnosticCode } from './codes';
export {
  type Diagnostic,
  error,
  formatDiagnostic,
  hasErrors,
  redacted,
  warning,
  withoutRepetitions,
} from './diagnostic';
export { ExpectedError } from './expected-error';
export { firstFew } from './first-few';
export { type DiagnosticGroup, formatGroup, groupDiagnostics } from './group';
export { didYouMean, nearest, nearestFew } from './nearest';
export { several } from './several';
export { applyStrictness, codeProblem, isCode, type Strictness } from './strictness';
