export { type Code, type CodeOptions, withCode } from './code';
