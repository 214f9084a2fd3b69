export { addImportChartCommand } from './command';
