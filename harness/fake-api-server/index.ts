export { FakeApiServer } from './fake-api-server';
export type { Fault } from './fault';
