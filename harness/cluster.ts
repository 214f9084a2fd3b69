import { type Cluster, startApiServer } from './api-server';
import {
  apiServerBinaries,
  type BinaryOptions,
  clusterControllerBinaries,
  fluxBinaries,
  prepareBinaries,
} from './binaries';
import { startClusterControllers } from './cluster-controllers';
import { installCrds } from './crds';
import { startEtcd } from './etcd';
import { type Flux, type FluxOptions, startFlux } from './flux';
import { type BinaryName, fluxCrdFiles } from './go-module';
import type { Part } from './part';
import { onFreePorts } from './ports';
import { Sandbox } from './sandbox';

/** What to start. */
export interface ClustersOptions<Name extends string = string> extends BinaryOptions {
  /** Names of the clusters, the host first; each becomes an API server. Lower case letters, digits and dashes. */
  readonly clusters: readonly [Name, ...Name[]];
  /**
   * Whether Flux's CRDs are installed on the host and its controllers run there.
   * @default false
   */
  readonly flux?: boolean | FluxOptions;
  /**
   * Whether the garbage collector and the controller of namespaces run on the host.
   * @default false
   */
  readonly controllers?: boolean;
  /**
   * Flags added to every API server's own, for example `--goaway-chance=0.02`. They win.
   * @default - none
   */
  readonly apiServerFlags?: readonly string[];
}

/** Clusters that run. */
export interface Clusters<Name extends string = string> {
  readonly clusters: Readonly<Record<Name, Cluster>>;
  /** The first of them, on which Flux runs. */
  readonly host: Cluster;
  /** Holds the data of all clusters. */
  readonly etcd: Part;
  /** URL of etcd's client port, without TLS. */
  readonly etcdUrl: string;
  /** Flux's controllers, if requested. */
  readonly flux?: Flux;
  /** Temporary folder with data, certificates, kubeconfigs and one log per part; gone after `stop`. */
  readonly folder: string;
  /** Ends every process and removes the folder. Happens by itself when this process ends, in whatever way. */
  stop(): Promise<void>;
}

/**
 * Starts etcd, one API server per name and, if requested, Flux: all of them plain processes that listen on 127.0.0.1 and
 * keep everything in one temporary folder. Builds missing binaries.
 *
 * @throws when the binaries cannot be had, or a part does not come up; nothing is left running then
 */
export async function startClusters<const Name extends string>(
  options: ClustersOptions<Name>,
): Promise<Clusters<Name>> {
  const { clusters: names, flux = false, controllers = false, apiServerFlags = [] } = options;
  const wanted: readonly BinaryName[] = [
    ...apiServerBinaries,
    ...(flux ? fluxBinaries : []),
    ...(controllers ? clusterControllerBinaries : []),
  ];
  const binaries = await prepareBinaries(wanted, options);
  if (!binaries.available) throw new Error(`no cluster binaries: ${binaries.reason}`);
  const { paths } = binaries;

  const sandbox = await Sandbox.open();
  const clients: Cluster[] = [];
  const stop = async () => {
    for (const client of clients) client.close();
    await sandbox.close();
  };
  try {
    const etcd = await onFreePorts(() => startEtcd(sandbox, paths.etcd));
    const started = await Promise.allSettled(
      names.map((name) => {
        const server = {
          name,
          command: paths['kube-apiserver'],
          kubectl: paths.kubectl,
          etcdUrl: etcd.url,
          flags: apiServerFlags,
        };
        return onFreePorts(() => startApiServer(sandbox, server));
      }),
    );
    for (const each of started) if (each.status === 'fulfilled') clients.push(each.value);
    for (const each of started) if (each.status === 'rejected') throw each.reason;
    const host = clients[0] as Cluster;
    const running = {
      clusters: Object.fromEntries(clients.map((client) => [client.name, client])) as Record<Name, Cluster>,
      host,
      etcd: etcd.part,
      etcdUrl: etcd.url,
      folder: sandbox.folder,
      stop,
    };
    if (controllers) await startClusterControllers(sandbox, host, paths['cluster-controllers']);
    if (!flux) return running;

    await installCrds(host, await fluxCrdFiles(options.env));
    const commands = {
      source: paths['source-controller'],
      helm: paths['helm-controller'],
      kustomize: paths['kustomize-controller'],
    };
    const ofFlux = { host, commands, ...(flux === true ? {} : flux) };
    return { ...running, flux: await startFlux(sandbox, ofFlux) };
  } catch (error) {
    await stop();
    throw error;
  }
}
