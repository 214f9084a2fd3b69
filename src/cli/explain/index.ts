export { addExplainCommand } from './command';
