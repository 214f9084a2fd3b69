export { addLowerCommand } from './command';
