export { addApproveCommand } from './command';
