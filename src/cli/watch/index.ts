export { addWatchCommand } from './command';
