export { addControllerCommand } from './command';
