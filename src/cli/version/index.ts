export { addVersionCommand } from './command';
