export { pathOf, type Resource } from '../kubernetes';
export type { BackoffBounds } from './backoff';
export { KubeClient, type KubeClientOptions, type RequestOptions, type WatchOptions, watchIdleMs } from './client';
export { ApiError, ConnectionError, KubeconfigError } from './errors';
export { type ListOptions, readList } from './list';
export { isNewer } from './object-meta';
export { Reflector, type ReflectorHandler, type ReflectorOptions, type ReflectorState } from './reflector';
export { TokenBucket, type TokenBucketOptions } from './token-bucket';
export type { WatchEvent } from './watch-stream';
