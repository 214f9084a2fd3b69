/** Finds the errors of an application, in terms of the author's props. */
export { type Examination, examine } from './examine';
export { inProps } from './props-paths';
