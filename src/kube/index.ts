/** Talks to an API server: requests, and lists that are kept up to date. */
export { KubeClient, type KubeClientOptions, type KubeRequest, type RequestResult } from './client';
export { ApiError, ConnectionError } from './errors';
export { KubeconfigError, loadKubeconfig } from './kubeconfig';
export {
  type Reflected,
  Reflector,
  type ReflectorHandler,
  type ReflectorOptions,
  type ReflectorState,
} from './reflector';
export { pathOf, type Resource } from './resource';
export { sleep, TokenBucket } from './token-bucket';
export type { WatchEvent } from './watch-events';
