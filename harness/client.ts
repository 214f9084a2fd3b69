import { spawn } from 'node:child_process';
import { Agent, request as httpsRequest } from 'node:https';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { kubeconfig } from './kubeconfig';

/** All it takes to talk to one API server; plain data that can be handed to another process. */
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
    /** User `nobody`, who may do nothing until a role is bound to that name. */
    readonly nobody: string;
  };
  /** Path of a kubeconfig for the admin. */
  readonly kubeconfig: string;
  /** Path of the kubectl to use. */
  readonly kubectl: string;
}

/** What the API server answered. */
export interface Answer {
  readonly status: number;
  /** Parsed if it is JSON, else the text. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read arbitrary objects from it
  readonly body: any;
}

/** How to send a request. */
export interface RequestOptions {
  /** @default application/json */
  readonly contentType?: string;
  /** @default - the admin's token */
  readonly token?: string;
  /** @default - 30 s */
  readonly signal?: AbortSignal;
}

/** What a command did. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit code; 0 is success. */
  readonly code: number;
}

/** Speaks to one API server, as its admin unless told otherwise. */
export class Client {
  readonly name: string;
  readonly url: string;
  readonly ca: string;
  readonly tokens: Connection['tokens'];
  /** Path of a kubeconfig for the admin. */
  readonly kubeconfig: string;
  /** The same kubeconfig as text: what a member's Secret holds. */
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
   * Sends one request over a kept-alive connection. Any status is an answer, not an error.
   *
   * @param path with query, for example `/api/v1/namespaces?fieldValidation=Strict&dryRun=All`
   * @param body sent as it is if it is a string, else as JSON
   * @throws when there is no answer: connection refused or cut, or the signal fires
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
   * Runs kubectl against this cluster. A failure is an exit code, not an error.
   *
   * @param options `env`: variables that turn on what is not on by default
   */
  async kubectl(
    args: readonly string[],
    { input = '', env = {} }: { input?: string; env?: Readonly<Record<string, string>> } = {},
  ): Promise<CommandResult> {
    // A separate home: no plugins, preferences or cached discovery of the user.
    const home = dirname(this.kubeconfig);
    const child = spawn(this.connection.kubectl, [`--kubeconfig=${this.kubeconfig}`, ...args], {
      env: { PATH: process.env.PATH, HOME: home, KUBECACHEDIR: join(home, 'kubectl-cache'), ...env },
      stdio: 'pipe',
    });
    child.stdin.on('error', () => {}); // kubectl may end without having read everything
    child.stdin.end(input);
    const ended = new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { stdout, stderr, code };
  }

  /** Closes the connections it keeps. */
  close(): void {
    this.agent.destroy();
  }
}
