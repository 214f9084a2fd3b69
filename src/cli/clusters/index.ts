export { addClustersCommand } from './command';
