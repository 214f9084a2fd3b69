export { coreOf, withoutParticulars } from './core';
