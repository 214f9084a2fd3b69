export { addApplyCommand } from './command';
