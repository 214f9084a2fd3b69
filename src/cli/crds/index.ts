export { addCrdsCommand } from './command';
