export { addHelpCommand } from './command';
