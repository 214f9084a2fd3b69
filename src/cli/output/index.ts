export { formatData, formatObjects } from './data';
