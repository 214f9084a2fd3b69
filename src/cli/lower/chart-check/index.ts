export { ChartFolder } from './chart-folder';
export { checkCharts } from './check-charts';
