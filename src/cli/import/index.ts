export { addImportCommand } from './command';
