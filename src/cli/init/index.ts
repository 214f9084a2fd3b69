export { addInitCommand } from './command';
