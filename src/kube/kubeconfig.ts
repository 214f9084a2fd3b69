import { existsSync } from 'node:fs';
import type { AgentOptions, RequestOptions } from 'node:https';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Which cluster to talk to, as kubectl's flags say it. */
export interface KubeconfigOptions {
  /** Path of a kubeconfig. @default - $KUBECONFIG, else ~/.kube/config, else the ServiceAccount of the Pod it runs in */
  readonly kubeconfig?: string;
  /** @default - the kubeconfig's current one */
  readonly context?: string;
}

/** There is no way to a cluster: no kubeconfig, or one that cannot be used. The message says what to do. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError';
}

/** Who to be, and how to connect. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  /** How to get there, for undici. */
  readonly dispatcher:
    | { readonly type: 'none' }
    | { readonly type: 'agent'; readonly connect: object }
    | { readonly type: 'proxy'; readonly uri: string; readonly requestTls: object; readonly connect: object }
    | { readonly type: 'socks'; readonly uri: string; readonly requestTls: object };
}

/** A cluster as a kubeconfig describes it. */
export interface ClusterAccess {
  /** URL without a slash at its end. */
  readonly server: string;
  /** Name of the context. */
  readonly context: string;
  /** The context's namespace; `default` where it has none. */
  readonly namespace: string;
  /** Made anew at each call: tokens and certificates change on disk. @throws KubeconfigError */
  credentials(): Promise<Credentials>;
}

const SERVICE_ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * Resolves the cluster as kubectl does, from files that are read now. The Kubernetes client that does it takes a third
 * of a second to load, so it is loaded only here.
 *
 * @throws KubeconfigError
 */
export async function loadKubeconfig({ kubeconfig, context }: KubeconfigOptions): Promise<ClusterAccess> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  const files = filesOf(kubeconfig);
  if (files.length === 0 && !existsSync(SERVICE_ACCOUNT_TOKEN)) {
    throw new KubeconfigError(
      'there is no kubeconfig: set --kubeconfig or KUBECONFIG, or write ~/.kube/config, to say which cluster is meant',
    );
  }
  const missing = files.filter((file) => !existsSync(file));
  if (kubeconfig !== undefined && missing.length > 0)
    throw new KubeconfigError(`--kubeconfig: there is no file ${kubeconfig}`);
  if (files.length > 0 && missing.length === files.length) {
    throw new KubeconfigError(`KUBECONFIG names files that are not there: ${missing.join(', ')}`);
  }
  try {
    if (kubeconfig !== undefined) config.loadFromFile(kubeconfig);
    else config.loadFromDefault();
  } catch (error) {
    throw new KubeconfigError(`the kubeconfig ${files.join(', ')} cannot be read: ${firstLine(error)}`);
  }
  if (context !== undefined) {
    const names = config.getContexts().map(({ name }) => name);
    if (!names.includes(context)) {
      throw new KubeconfigError(`the kubeconfig has no context "${context}"; there are: ${names.join(', ') || 'none'}`);
    }
    config.setCurrentContext(context);
  }
  const cluster = config.getCurrentCluster();
  const current = config.getContextObject(config.getCurrentContext());
  if (!cluster || !current) {
    const names = config.getContexts().map(({ name }) => name);
    throw new KubeconfigError(
      `the kubeconfig has no current context that names a cluster: set --context to one of: ${names.join(', ') || 'none'}`,
    );
  }
  return {
    server: cluster.server.replace(/\/+$/, ''),
    context: current.name,
    namespace: current.namespace || 'default',
    credentials: () => credentialsOf(config),
  };
}

async function credentialsOf(
  config: InstanceType<typeof import('@kubernetes/client-node').KubeConfig>,
): Promise<Credentials> {
  const cluster = config.getCurrentCluster();
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw new KubeconfigError(
      `the credentials of context ${config.getCurrentContext()} cannot be had: ${firstLine(error)}`,
    );
  }
  const headers = { ...(options.headers as Record<string, string> | undefined) };
  if (options.auth) headers.Authorization = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  // plain HTTP is what `kubectl proxy` speaks
  if (cluster?.server.startsWith('http:') && !cluster.proxyUrl) return { headers, dispatcher: { type: 'none' } };
  return {
    headers,
    dispatcher: config.createDispatcherOptions(cluster, options as AgentOptions) as Credentials['dispatcher'],
  };
}

function filesOf(kubeconfig: string | undefined): string[] {
  if (kubeconfig !== undefined) return [kubeconfig];
  const listed = (process.env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  if (listed.length > 0) return listed;
  const own = join(homedir(), '.kube', 'config');
  return existsSync(own) ? [own] : [];
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split('\n', 1)[0] as string;
}
