import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Environment variables, as in `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The Go module that pins the versions of all servers. */
export const moduleFolder = join(__dirname, 'go');

/** The package of each program that the module builds. */
export const packages = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
  helm: 'helm.sh/helm/v4/cmd/helm',
  'source-controller': 'github.com/fluxcd/source-controller',
  'helm-controller': 'github.com/fluxcd/helm-controller',
  'kustomize-controller': 'github.com/fluxcd/kustomize-controller',
  'cluster-controllers': './cluster-controllers',
} as const;

/** A program that the harness runs. */
export type BinaryName = keyof typeof packages;

/** The environment for `go`: the installed toolchain and this module, regardless of any workspace. */
export const goEnv = (env: Env): Env => ({ ...env, GOTOOLCHAIN: 'local', GOWORK: 'off' });

/** The oldest Go that builds the module (`1.26`), from its go.mod. */
export function neededGo(folder = moduleFolder): string {
  return find(folder, /^go (\d+\.\d+)/m);
}

/** The version of Kubernetes the module builds, without the `v`. */
export function kubernetesVersion(folder = moduleFolder): string {
  return find(folder, /^(?:require )?\s*k8s\.io\/kubernetes v(\S+)/m);
}

function find(folder: string, pattern: RegExp): string {
  const file = join(folder, 'go.mod');
  const found = pattern.exec(readFileSync(file, 'utf8'))?.[1];
  if (!found) throw new Error(`${file}: nothing matches ${pattern}`);
  return found;
}

/** Whether the Go on the PATH can build the module; if not, why, in one line. */
export async function checkGo(env: Env, folder = moduleFolder): Promise<{ version: string } | { problem: string }> {
  const needed = neededGo(folder);
  let version: string;
  try {
    version = (await run('go', ['env', 'GOVERSION'], { env: goEnv(env) })).stdout.trim();
  } catch {
    return { problem: `there is no Go on the PATH (${needed} or newer is needed)` };
  }
  const [major, minor] = numbers(version);
  const [neededMajor, neededMinor] = numbers(needed);
  const enough = major > neededMajor || (major === neededMajor && minor >= neededMinor);
  return enough ? { version } : { problem: `the Go on the PATH is ${version} (${needed} or newer is needed)` };
}

function numbers(version: string): [number, number] {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? [];
  return [Number(major ?? 0), Number(minor ?? 0)];
}

/**
 * The files that hold the CRDs of Flux's controllers, at the versions that the module pins, in a stable order.
 * Downloads the missing sources of the controllers.
 *
 * @throws if there is no suitable Go, or the download fails
 */
export async function fluxCrdFiles(env: Env = process.env): Promise<string[]> {
  const go = await checkGo(env);
  if ('problem' in go) throw new Error(`Flux's CRDs come with its Go modules, and ${go.problem}`);
  const modules = [packages['helm-controller'], packages['kustomize-controller'], packages['source-controller']];
  const options = { cwd: moduleFolder, env: goEnv(env) };
  await run('go', ['mod', 'download', ...modules], options);
  const { stdout } = await run('go', ['list', '-m', '-f', '{{.Dir}}', ...modules], options);
  return stdout
    .trim()
    .split('\n')
    .flatMap((folder) => {
      const bases = join(folder, 'config/crd/bases');
      const files = readdirSync(bases).filter((file) => file.endsWith('.yaml'));
      return files.sort().map((file) => join(bases, file));
    });
}
