export { addWaitCommand } from './command';
