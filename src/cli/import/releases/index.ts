export { addImportReleasesCommand } from './command';
