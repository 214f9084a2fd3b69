import { spawn } from 'node:child_process';
import { Agent, request as httpsRequest } from 'node:https';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { kubeconfig } from './kubeconfig';

/** The parameters of a connection to an API server; plain data that can be passed to another process. */
export interface Connection {
  /** The cluster's name, as given to `startClusters`. */
  readonly name: string;
  /** For example `https://127.0.0.1:20000`. */
  readonly url: string;
  /** CA certificates, PEM. */
  readonly ca: string;
  readonly tokens: {
    /** User `admin` of group system:masters. */
    readonly admin: string;
    /** User `nobody`, who has no permissions until a role is bound to that name. */
    readonly nobody: string;
  };
  /** Path of a kubeconfig for the admin. */
  readonly kubeconfig: string;
  /** Path of the kubectl to use. */
  readonly kubectl: string;
}

/** A response of the API server. */
export interface Answer {
  readonly status: number;
  /** Parsed if it is JSON, otherwise the text. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read arbitrary objects from it
  readonly body: any;
}

/** The options of a request. */
export interface RequestOptions {
  /** @default application/json */
  readonly contentType?: string;
  /** @default - the admin's token */
  readonly token?: string;
  /** @default - 30 s */
  readonly signal?: AbortSignal;
}

/** The result of a command. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit code; 0 is success. */
  readonly code: number;
}

/** A client of one API server, by default as its admin. */
export class Client {
  readonly name: string;
  readonly url: string;
  readonly ca: string;
  readonly tokens: Connection['tokens'];
  /** Path of a kubeconfig for the admin. */
  readonly kubeconfig: string;
  /** The same kubeconfig as text, for the Secret of a member. */
  readonly kubeconfigYaml: string;

  private readonly agent: Agent;

  constructor(readonly connection: Connection) {
    this.name = connection.name;
    this.url = connection.url;
    this.ca = connection.ca;
    this.tokens = connection.tokens;
    this.kubeconfig = connection.kubeconfig;
    this.kubeconfigYaml = kubeconfig(connection, connection.tokens.admin);
    this.agent = new Agent({ ca: connection.ca, keepAlive: true });
  }

  /**
   * Sends one request over a kept-alive connection. A response with any status is returned, not thrown.
   *
   * @param path with query, for example `/api/v1/namespaces?fieldValidation=Strict&dryRun=All`
   * @param body sent unchanged if it is a string, otherwise as JSON
   * @throws if there is no response: the connection is refused or lost, or the signal fires
   */
  request(method: string, path: string, body?: unknown, options: RequestOptions = {}): Promise<Answer> {
    const {
      contentType = 'application/json',
      token = this.tokens.admin,
      signal = AbortSignal.timeout(30_000),
    } = options;
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const headers = {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      ...(payload !== undefined && { 'content-type': contentType, 'content-length': Buffer.byteLength(payload) }),
    };
    return new Promise((resolve, reject) => {
      const request = httpsRequest(this.url + path, { method, headers, agent: this.agent, signal }, (response) => {
        const isJson = response.headers['content-type']?.startsWith('application/json');
        const parse = (answer: string) => ({
          status: response.statusCode ?? 0,
          body: isJson ? JSON.parse(answer) : answer,
        });
        text(response).then(parse).then(resolve, reject);
      });
      request.on('error', reject);
      request.end(payload);
    });
  }

  /**
   * Runs kubectl against this cluster. A failure is returned as an exit code, not thrown.
   *
   * @param options `env`: variables that enable features which are off by default
   */
  async kubectl(
    args: readonly string[],
    { input = '', env = {} }: { input?: string; env?: Readonly<Record<string, string>> } = {},
  ): Promise<CommandResult> {
    // a separate home: without plugins, preferences or cached discovery of the user
    const home = dirname(this.kubeconfig);
    const child = spawn(this.connection.kubectl, [`--kubeconfig=${this.kubeconfig}`, ...args], {
      env: { PATH: process.env.PATH, HOME: home, KUBECACHEDIR: join(home, 'kubectl-cache'), ...env },
      stdio: 'pipe',
    });
    child.stdin.on('error', () => {}); // kubectl may end before it has read everything
    child.stdin.end(input);
    const ended = new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { stdout, stderr, code };
  }

  /** Closes its kept-alive connections. */
  close(): void {
    this.agent.destroy();
  }
}
