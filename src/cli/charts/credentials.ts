import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ChartError } from '../../charts';
import { isMap, listOf, mapOf, parsedJson, stringOf, type ValueMap } from '../../json';
import { parseYaml } from '../../yaml';
import { systemMessage } from '../input';

/** Credentials of a registry or repository. Messages never contain them. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** Replaces the user name and password: a registry exchanges it for tokens. */
  readonly identityToken?: string;
}

/** The value of the Authorization header for a user name and password. */
export function basicAuthorization({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/**
 * The credentials for a registry that `helm registry login` or `docker login` stored, in this order. Undefined if there
 * are none.
 *
 * @param host with the port if it has one
 * @throws ChartError if one of their files cannot be read, or a credential helper fails
 */
export async function registryCredentials(host: string, signal: AbortSignal): Promise<Credentials | undefined> {
  const { env } = process;
  const files = [
    env.HELM_REGISTRY_CONFIG || join(helmFolder(env), 'registry', 'config.json'),
    join(env.DOCKER_CONFIG || join(homedir(), '.docker'), 'config.json'),
  ];
  for (const file of files) {
    const found = await credentialsIn(file, host, signal);
    if (found) return found;
  }
  return undefined;
}

async function credentialsIn(file: string, host: string, signal: AbortSignal): Promise<Credentials | undefined> {
  const text = await textOf(file);
  if (text === undefined || text.trim() === '') return undefined;
  const config = parsedJson(text);
  if (!isMap(config)) throw new ChartError(file, 'is not JSON, so that it gives no credentials');
  const names = host === 'docker.io' ? DOCKER_HUB : [host];
  const helpers = mapOf(config.credHelpers);
  for (const name of names) {
    const helper = stringOf(helpers[name]) ?? stringOf(config.credsStore);
    const found = helper ? await askHelper(helper, name, file, signal) : undefined;
    if (found) return found;
  }
  const entry = Object.entries(mapOf(config.auths)).find(([key]) => names.includes(key) || names.includes(hostIn(key)));
  return entry && credentialsOf(mapOf(entry[1]), file, host);
}

/** Docker's names for Docker Hub. */
const DOCKER_HUB = ['https://index.docker.io/v1/', 'docker.io', 'index.docker.io', 'registry-1.docker.io'];

function hostIn(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

function credentialsOf(entry: ValueMap, file: string, host: string): Credentials | undefined {
  const identityToken = stringOf(entry.identitytoken);
  if (identityToken) return { username: '', password: '', identityToken };
  const auth = stringOf(entry.auth);
  if (!auth) {
    const [username, password] = [stringOf(entry.username), stringOf(entry.password)];
    return username === undefined || password === undefined ? undefined : { username, password };
  }
  const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(auth, 'base64').toString()) ?? [];
  if (username === undefined || password === undefined) {
    throw new ChartError(file, `auth of ${JSON.stringify(host)} must be NAME:PASSWORD in base64`);
  }
  return { username, password: password.replace(/\0+$/, '') };
}

/** The output of a helper that has no credentials for a registry. */
const NOT_FOUND = /credentials not found/i;
/** The user name that a helper returns with an identity token. */
const TOKEN_NAME = '<token>';
const HELPER_TIMEOUT = 60_000;

/** Runs a Docker credential helper. Its output contains secrets, and is never shown. */
async function askHelper(
  helper: string,
  host: string,
  file: string,
  signal: AbortSignal,
): Promise<Credentials | undefined> {
  if (!/^[\w.-]+$/.test(helper))
    throw new ChartError(file, `${JSON.stringify(helper)} is not the name of a credential helper`);
  const program = `docker-credential-${helper}`;
  const { code, stdout } = await run(program, host, signal);
  if (code === 'ENOENT') throw new ChartError(file, `the credential helper ${program} is not in PATH`);
  if (code !== 0) {
    if (NOT_FOUND.test(stdout)) return undefined;
    throw new ChartError(file, `the credential helper ${program} failed for ${host} (${code})`);
  }
  const answer = mapOf(parsedJson(stdout));
  const [username, password] = [stringOf(answer.Username), stringOf(answer.Secret)];
  if (username === undefined || password === undefined) {
    throw new ChartError(file, `the credential helper ${program} gives no Username and Secret`);
  }
  return username === TOKEN_NAME ? { username: '', password: '', identityToken: password } : { username, password };
}

interface HelperRun {
  /** The exit code, the signal that ended the program, or Node's error code if it did not start. */
  readonly code: number | string;
  readonly stdout: string;
}

function run(program: string, input: string, signal: AbortSignal): Promise<HelperRun> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, ['get'], { signal, timeout: HELPER_TIMEOUT }, (error, stdout) => {
      if (signal.aborted) reject(signal.reason);
      else resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? 'no exit code'), stdout });
    });
    child.stdin?.on('error', () => {}); // a helper may end without reading
    child.stdin?.end(input);
  });
}

/** The credentials of a repository in Helm's configuration. */
export interface RepositoryCredentials extends Credentials {
  /** Whether they are also sent to archives on another host. */
  readonly isForAll: boolean;
}

/**
 * The credentials of a repository that `helm repo add` stored. Undefined if there are none.
 *
 * @throws ChartError if the list of repositories cannot be read
 */
export async function repositoryCredentials(repository: string): Promise<RepositoryCredentials | undefined> {
  const { env } = process;
  const file = env.HELM_REPOSITORY_CONFIG || join(helmFolder(env), 'repositories.yaml');
  const text = await textOf(file);
  if (text === undefined) return undefined;
  const [document] = parseYaml(text);
  const [problem] = document?.problems ?? [];
  if (problem) throw new ChartError(`${file}:${problem.line}:${problem.column}`, problem.message);
  const found = listOf(mapOf(document?.value).repositories)
    .map(mapOf)
    .find(({ url, username }) => username && typeof url === 'string' && withoutSlash(url) === withoutSlash(repository));
  const [username, password] = [stringOf(found?.username), stringOf(found?.password)];
  if (username === undefined || password === undefined) return undefined;
  return { username, password, isForAll: found?.pass_credentials_all === true };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** The folder of Helm's configuration. */
function helmFolder(env: NodeJS.ProcessEnv): string {
  if (env.HELM_CONFIG_HOME) return env.HELM_CONFIG_HOME;
  if (env.XDG_CONFIG_HOME) return join(env.XDG_CONFIG_HOME, 'helm');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Preferences', 'helm');
  if (process.platform === 'win32') return join(env.APPDATA ?? homedir(), 'helm');
  return join(homedir(), '.config', 'helm');
}

/** The text of a file; undefined if it does not exist. */
async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined;
    throw new ChartError(file, systemMessage(cause));
  });
}
