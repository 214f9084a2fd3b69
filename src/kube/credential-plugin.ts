import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { BAD_TOKEN, isHeaderValue } from './access';
import { KubeconfigError } from './errors';
import type { Selected } from './kubeconfig';
import type { User } from './kubeconfig-file';

/** The credentials from a plugin; certificates and keys are PEM. */
export interface PluginCredential {
  /** The Authorization header. */
  readonly authorization?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * Returns the credential, cached while it is valid. Throws a KubeconfigError if the plugin fails or takes too long, and
 * the signal's reason when it fires.
 */
export type CredentialPlugin = (signal?: AbortSignal) => Promise<PluginCredential>;

/** The time limit for a plugin, in milliseconds; a user at a terminal may have to log in. */
const LIMIT_MS = 60_000;
const LOGIN_LIMIT_MS = 300_000;

/** A run of the plugin. Concurrent requests share it. */
interface Run {
  result: Promise<PluginCredential>;
  /** The number of requests that wait for it. It is stopped when none is left. */
  waiting: number;
  program?: ChildProcess;
  timer?: NodeJS.Timeout;
}

/**
 * Whether a user authenticates with a plugin. As in kubectl, a token or Basic auth in the kubeconfig takes precedence,
 * and so does a client certificate over an exec plugin.
 */
export function needsPlugin({ server, credentials }: Selected): boolean {
  const { exec, 'auth-provider': provider, token, tokenFile, username } = credentials;
  if (!server.startsWith('https:') || token || tokenFile || username) return false;
  const hasCertificate = credentials['client-certificate'] || credentials['client-certificate-data'];
  return exec ? !hasCertificate : provider !== undefined;
}

/**
 * Runs the exec plugin or auth-provider of a user with @kubernetes/client-node. Only this function loads that package,
 * because it takes half a second.
 *
 * @param ca the server's CA certificates, PEM, for plugins that need them
 * @throws KubeconfigError if the package is not installed, or the plugin cannot run here
 */
export async function loadPlugin(selected: Selected, ca: string | undefined): Promise<CredentialPlugin> {
  const { exec, 'auth-provider': provider } = selected.credentials;
  const failed = (why: string) => new KubeconfigError(`no credentials for user "${selected.user}": ${why}`);
  if (exec?.interactiveMode === 'Always')
    throw failed(
      `plugin ${exec.command} needs a terminal (interactiveMode: Always): log in by kubectl, or use a token`,
    );
  if (provider && !PROVIDERS.includes(provider.name ?? ''))
    throw failed(`auth-provider "${provider.name}" is not supported: use an exec plugin`);
  const { KubeConfig } = await import('@kubernetes/client-node').catch((error: NodeJS.ErrnoException) => {
    if (!/MODULE_NOT_FOUND$/.test(error.code ?? '')) throw error;
    const kind = exec ? `plugin ${exec.command}` : `auth-provider "${provider?.name}"`;
    throw failed(
      `${kind} needs the package @kubernetes/client-node: install it, or use a token or a client certificate`,
    );
  });
  const config = new KubeConfig();
  config.loadFromString(JSON.stringify(kubeconfigOf(selected, ca)));
  let current: Run | undefined;
  startPrograms(config, (program) => {
    if (current) current.program = program;
    else end(program);
  });
  const ask = async (): Promise<PluginCredential> => {
    // biome-ignore lint/suspicious/noExplicitAny: the client's types name those of ws here
    const options: any = {};
    try {
      await config.applyToHTTPSOptions(options);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const kind = exec ? `plugin ${exec.command}` : `auth-provider "${provider?.name}"`;
      const hint = exec?.installHint ? `; ${firstLine(exec.installHint)}` : '';
      throw failed(code === 'ENOENT' ? `${kind} is not installed${hint}` : `${kind} failed: ${firstLine(message)}`);
    }
    const { cert, key, headers = {} } = options;
    if (headers.Authorization && !isHeaderValue(headers.Authorization)) throw failed(BAD_TOKEN);
    return { authorization: headers.Authorization, cert: cert?.toString(), key: key?.toString() };
  };
  const start = (): Run => {
    const limitMs = process.stderr.isTTY ? LOGIN_LIMIT_MS : LIMIT_MS;
    const run = { waiting: 0 } as Run;
    current = run; // before its program starts
    run.result = new Promise((resolve, reject) => {
      run.timer = setTimeout(() => {
        stop(run);
        reject(failed(`the plugin did not answer within ${limitMs / 1000} s`));
      }, limitMs);
      const over = () => {
        clearTimeout(run.timer);
        if (current === run) current = undefined;
      };
      ask().finally(over).then(resolve, reject);
    });
    return run;
  };
  const stop = (run: Run) => {
    if (current !== run) return;
    current = undefined;
    clearTimeout(run.timer);
    if (run.program) end(run.program);
  };
  return async (signal) => {
    signal?.throwIfAborted();
    const run = current ?? start();
    run.waiting++;
    try {
      return await orAborted(run.result, signal);
    } finally {
      run.waiting--;
      if (run.waiting === 0) stop(run);
    }
  };
}

/**
 * Starts the programs of exec plugins in place of client-node, which neither ends them nor shows their messages. On a
 * terminal, they are shown as kubectl does: they may tell how to log in.
 */
function startPrograms(config: object, started: (program: ChildProcess) => void): void {
  const { authenticators } = config as { readonly authenticators: readonly { execFn?: unknown }[] };
  const plugins = authenticators.find(({ execFn }) => execFn !== undefined);
  if (!plugins) throw new TypeError('@kubernetes/client-node starts no exec plugins');
  plugins.execFn = (command: string, args: readonly string[] = [], options: SpawnOptions = {}) => {
    // a prompt ends at once, instead of waiting for input
    const program = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    if (process.stderr.isTTY) program.stderr?.on('data', (text) => process.stderr.write(text));
    started(program);
    return program;
  };
}

/** Ends a program, and does not wait for it or its children. */
function end(program: ChildProcess): void {
  program.kill();
  program.stdout?.destroy();
  program.stderr?.destroy();
  program.unref();
}

/** Waits for a result until the signal fires. */
function orAborted<T>(result: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    result.then(resolve, reject).finally(() => signal?.removeEventListener('abort', abort));
  });
}

/** The auth-providers that client-node supports. */
const PROVIDERS = ['oidc', 'gcp', 'azure'];

/** A kubeconfig that contains only the plugin. */
function kubeconfigOf(selected: Selected, ca: string | undefined) {
  const { exec, 'auth-provider': provider } = selected.credentials;
  const name = 'plugin';
  return {
    clusters: [{ name, cluster: { server: selected.server, 'insecure-skip-tls-verify': true } }],
    users: [{ name, user: exec ? { exec: withExecInfo(exec, selected, ca) } : { 'auth-provider': provider } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
}

/** Adds KUBERNETES_EXEC_INFO, the input of the plugin, which client-node omits. */
function withExecInfo(exec: NonNullable<User['exec']>, { server, cluster }: Selected, ca: string | undefined) {
  const extension = cluster.extensions?.find(({ name }) => name === 'client.authentication.k8s.io/exec');
  const info = {
    apiVersion: exec.apiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(exec.provideClusterInfo && {
        cluster: {
          server,
          'tls-server-name': cluster['tls-server-name'],
          'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'],
          'certificate-authority-data': ca && Buffer.from(ca).toString('base64'),
          'proxy-url': cluster['proxy-url'],
          'disable-compression': cluster['disable-compression'],
          config: extension?.extension,
        },
      }),
    },
  };
  const env = [...(exec.env ?? []), { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }];
  return { ...exec, env };
}

const firstLine = (text: string): string => (text.trim().split('\n')[0] ?? '').slice(0, 300);
