export type { Cluster } from './api-server';
export {
  apiServerBinaries,
  type Binaries,
  type BinaryOptions,
  fluxBinaries,
  helmBinaries,
  prepareBinaries,
} from './binaries';
export { type Answer, Client, type CommandResult, type Connection, type RequestOptions } from './client';
export { type Clusters, type ClustersOptions, startClusters } from './cluster';
export { type CrdObject, installCrds } from './crds';
export { compact } from './etcd';
export type { Flux, FluxController, FluxOptions } from './flux';
export { type BinaryName, fluxCrdFiles } from './go-module';
export { kubeconfig, memberSecret } from './kubeconfig';
export type { Part } from './part';
export { TcpProxy } from './proxy';
export { createToken, writeKubeconfigOf } from './service-account';
export { delay, until } from './wait';
