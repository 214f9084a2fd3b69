export { addHandoverCommand } from './command';
