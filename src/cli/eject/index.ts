export { addEjectCommand } from './command';
