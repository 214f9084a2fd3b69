export { type Diagnostic, error, formatDiagnostic, hasErrors, show, warning } from './diagnostic';
export { ExpectedError } from './expected-error';
export { didYouMean, nearest, nearestFew } from './nearest';
