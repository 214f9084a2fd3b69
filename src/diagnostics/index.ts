export { type Diagnostic, error, formatDiagnostic, hasErrors, warning } from './diagnostic';
export { ExpectedError } from './expected-error';
export { didYouMean, nearest, nearestFew } from './nearest';
export { show } from './redact';
