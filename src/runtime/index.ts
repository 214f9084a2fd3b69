export { Controller, type Result } from './controller';
export { EventRecorder, type ObjectEvent } from './event-recorder';
export { LeaseLostError, type LeaseTiming } from './lease';
export { type Logger, problemOf, SILENT } from './logger';
export { type Cache, Manager, type Runnable } from './manager';
export { RuntimeMetrics } from './metrics';
