export { addInstallCommand } from './command';
