export { ageOf } from './age';
export { type Counter, counterOn, withCounter } from './counter';
export { printable } from './printable';
export { Screen } from './screen';
export { paintState } from './state-style';
export { type Column, tableLines } from './table';
export { canRedraw, terminalOf } from './terminal';
export { truncate, widthOf, wrap } from './width';
