import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';

/** A running Git server with one repository. */
export interface GitRepository {
  /** The URL for a GitRepository, for example `http://127.0.0.1:40000/repository.git`. Its branch is `main`. */
  readonly url: string;
  /**
   * Adds a commit to the branch.
   *
   * @param files text of each file by its path: together the complete content of the commit
   * @returns the commit's hash
   */
  commit(files: Readonly<Record<string, string>>): Promise<string>;
  stop(): Promise<void>;
}

/** Creates an empty Git repository and serves it over smart HTTP on 127.0.0.1, for fetch and push. */
export async function serveGit(): Promise<GitRepository> {
  const folder = mkdtempSync(join(tmpdir(), 'fluxapp-git-'));
  const [repository, work] = [join(folder, 'repository.git'), join(folder, 'work')];
  const person = { NAME: 'test', EMAIL: 'test@example.com' };
  const env = {
    PATH: process.env.PATH,
    HOME: folder, // without settings of the user
    GIT_CONFIG_NOSYSTEM: '1',
    ...Object.fromEntries(Object.entries(person).flatMap(([key, value]) => roles.map((role) => [role + key, value]))),
  };
  const git = async (...args: string[]) => (await promisify(execFile)('git', args, { cwd: folder, env })).stdout.trim();
  await git('init', '--quiet', '--bare', '--initial-branch=main', repository);
  await git(`--git-dir=${repository}`, 'config', 'http.receivepack', 'true');

  const server = createServer((request, response) => {
    httpBackend(request, response, { ...env, GIT_PROJECT_ROOT: folder, GIT_HTTP_EXPORT_ALL: '1' });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/repository.git`,
    commit: async (files) => {
      rmSync(work, { recursive: true, force: true });
      mkdirSync(work);
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(work, path)), { recursive: true });
        writeFileSync(join(work, path), text);
      }
      const at = [`--git-dir=${repository}`, `--work-tree=${work}`];
      await git(...at, 'add', '--all', '.');
      await git(...at, 'commit', '--quiet', '--allow-empty', '--message=change');
      return git(...at, 'rev-parse', 'HEAD');
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      rmSync(folder, { recursive: true });
    },
  };
}

const roles = ['GIT_AUTHOR_', 'GIT_COMMITTER_'];

/** Handles a request as a CGI server: `git http-backend` reads it from its environment and standard input. */
async function httpBackend(request: IncomingMessage, response: ServerResponse, env: NodeJS.ProcessEnv): Promise<void> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const { headers } = request;
  const child = spawn('git', ['http-backend'], {
    env: {
      ...env,
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: headers['content-type'],
      HTTP_CONTENT_ENCODING: headers['content-encoding'],
      GIT_PROTOCOL: headers['git-protocol'] as string | undefined,
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin.on('error', () => {})); // it may end before it has read everything
  const answer = await buffer(child.stdout);
  const end = answer.indexOf('\r\n\r\n');
  const lines = answer.subarray(0, Math.max(end, 0)).toString().split('\r\n');
  const fields = lines.map((line) => line.split(/: */, 2) as [string, string]);
  const status = fields.find(([name]) => name === 'Status')?.[1] ?? (end < 0 ? '500' : '200');
  for (const [name, value] of fields) if (name !== '' && name !== 'Status') response.setHeader(name, value);
  response.writeHead(Number.parseInt(status, 10)).end(answer.subarray(end + 4));
}
