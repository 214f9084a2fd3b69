export { addDaemonOptions, type DaemonOptions, electionOf, positive } from './options';
