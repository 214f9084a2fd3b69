export { addUiCommand } from './command';
