export { pathOf, type Resource } from '../kubernetes';
export { ApiError } from './api-error';
export type { BackoffBounds } from './backoff';
export { KubeClient, type KubeClientOptions, type RequestOptions, type WatchOptions, watchIdleMs } from './client';
export { ConnectionError } from './connection-error';
export { KubeconfigError } from './kubeconfig-error';
export { Reflector, type ReflectorHandler, type ReflectorOptions, type ReflectorState } from './reflector';
export { TokenBucket, type TokenBucketOptions } from './token-bucket';
export type { WatchEvent } from './watch-event';
