export { addStatusCommand } from './command';
