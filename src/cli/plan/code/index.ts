export { type CodeOptions, withCode } from './code';
export { type CodeSide, readSide } from './side';
