export { addImportApplicationsCommand } from './command';
