export { HealthServer } from './health-server';
export { Lease, type LeaseTiming } from './lease';
export { type Logger, problemOf, SILENT } from './logger';
export { Queue, type QueueObserver } from './queue';
export { Wakeups } from './wakeups';
