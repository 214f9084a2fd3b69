export { addPlanCommand } from './command';
