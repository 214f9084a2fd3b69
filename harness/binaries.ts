import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildBinaries, site } from './build-binaries';
import type { ProgressStream } from './build-progress';
import { type BinaryName, checkGo, type Env } from './go-module';

/** The binaries that an API server needs, and its client. */
export const apiServerBinaries = ['etcd', 'kube-apiserver', 'kubectl'] as const satisfies BinaryName[];

/** Flux's controllers. */
export const fluxBinaries = [
  'source-controller',
  'helm-controller',
  'kustomize-controller',
] as const satisfies BinaryName[];

/** The garbage collector and the controller of namespaces, for the suites that need them. */
export const clusterControllerBinaries = ['cluster-controllers'] as const satisfies BinaryName[];

/** Helm's command, for suites and benchmarks that compare with it. */
export const helmBinaries = ['helm'] as const satisfies BinaryName[];

/** The paths of the requested binaries, or one line about what to install or set to get them. */
export type Binaries<N extends BinaryName = BinaryName> =
  | { readonly available: true; readonly paths: Readonly<Record<N, string>> }
  | { readonly available: false; readonly reason: string };

/** The environment in which binaries are searched, and the stream for progress. */
export interface BinaryOptions {
  /** @default process.env */
  readonly env?: Env;
  /** @default process.stderr */
  readonly out?: ProgressStream;
}

/**
 * Finds the named binaries, or builds them.
 *
 * etcd, kube-apiserver and kubectl come from the folder in KUBEBUILDER_ASSETS, if it is set. Everything else is built
 * with the Go on the PATH, once, which takes minutes the first time. Only the requested binaries are built.
 *
 * @throws if a binary is missing in KUBEBUILDER_ASSETS, or a build fails
 */
export async function prepareBinaries<N extends BinaryName>(
  names: readonly N[],
  { env = process.env, out = process.stderr }: BinaryOptions = {},
): Promise<Binaries<N>> {
  const sources = await findSources(names, env);
  if ('reason' in sources) return { available: false, reason: sources.reason };
  const { given, toBuild, goVersion } = sources;
  if (toBuild.length > 0) await buildBinaries(toBuild, goVersion, env, out);
  const built = Object.fromEntries(toBuild.map((name) => [name, join(site.bin, name)]));
  return { available: true, paths: { ...built, ...given } as Record<N, string> };
}

/**
 * Why `prepareBinaries` cannot provide the named binaries, in one line; undefined if it can. Builds nothing.
 *
 * @throws if a binary is missing in KUBEBUILDER_ASSETS
 */
export async function whyUnavailable(
  names: readonly BinaryName[],
  env: Env = process.env,
): Promise<string | undefined> {
  const sources = await findSources(names, env);
  return 'reason' in sources ? sources.reason : undefined;
}

/** The binaries that are given, those that have to be built, and the version of Go for that. */
type Sources =
  | { given: Partial<Record<BinaryName, string>>; toBuild: readonly BinaryName[]; goVersion: string }
  | { reason: string };

async function findSources(names: readonly BinaryName[], env: Env): Promise<Sources> {
  const given = fromAssets(names, env);
  const toBuild = names.filter((name) => !(name in given));
  if (toBuild.length === 0) return { given, toBuild, goVersion: '' };
  const go = await checkGo(env);
  if ('version' in go) return { given, toBuild, goVersion: go.version };
  const others = toBuild.some(isOfApiServer)
    ? ', and KUBEBUILDER_ASSETS names no folder with kube-apiserver, etcd and kubectl'
    : '';
  return { reason: `${go.problem}${others}` };
}

function isOfApiServer(name: BinaryName): boolean {
  return (apiServerBinaries as readonly BinaryName[]).includes(name);
}

function fromAssets(names: readonly BinaryName[], env: Env): Partial<Record<BinaryName, string>> {
  const folder = env.KUBEBUILDER_ASSETS;
  if (!folder) return {};
  const there = names.filter(isOfApiServer);
  return Object.fromEntries(there.map((name) => [name, executable(join(folder, name))]));
}

function executable(file: string): string {
  try {
    accessSync(file, constants.X_OK);
    if (statSync(file).isFile()) return file;
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'is not executable';
    throw new Error(`KUBEBUILDER_ASSETS: ${file} ${why}`);
  }
  throw new Error(`KUBEBUILDER_ASSETS: ${file} is not a file`);
}
