import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from './build-lock';
import { BuildProgress, type ProgressStream } from './build-progress';
import { type BinaryName, type Env, goEnv, kubernetesVersion, moduleFolder, packages } from './go-module';

const run = promisify(execFile);

/** The sources and the destination of binaries. */
export interface BuildSite {
  /** Folder with go.mod and go.sum. */
  readonly module: string;
  /** Folder for the binaries; created if missing. */
  readonly bin: string;
}

/** The module of the harness, and its git-ignored folder of binaries. */
export const site: BuildSite = { module: moduleFolder, bin: join(__dirname, 'bin') };

const fileOf = (bin: string, name: BinaryName) => join(bin, name);
const stampOf = (bin: string, name: BinaryName) => join(bin, `.${name}.sha256`);

/**
 * Builds those of the named binaries that are missing or were built from another go.mod, go.sum or with other flags,
 * one after another. Each is built under a temporary name and renamed when done. Two processes do not build at the same
 * time.
 *
 * @param goVersion shown in the progress
 * @throws with the output of the compiler if a build fails
 */
export async function buildBinaries(
  names: readonly BinaryName[],
  goVersion: string,
  env: Env,
  out: ProgressStream,
  { module, bin }: BuildSite = site,
): Promise<void> {
  const flags = ['build', '-trimpath', '-ldflags', linkerFlags(module)];
  const stampFor = (name: BinaryName) => digest(module, flags, packages[name]);
  const missing = () => names.filter((name) => !isBuilt(bin, name, stampFor(name)));
  if (missing().length === 0) return;
  mkdirSync(bin, { recursive: true });
  const onWait = () => out.write('another process is building the cluster binaries; waiting for it\n');
  await withLock(join(bin, '.lock'), onWait, async () => {
    const left = missing();
    if (left.length === 0) return;
    for (const file of readdirSync(bin)) if (file.endsWith('.part')) rmSync(join(bin, file));
    const folder = relative(process.cwd(), bin) || '.';
    out.write(`the first run builds ${left.join(', ')} with ${goVersion} into ${folder}, which takes minutes\n`);
    const progress = new BuildProgress(out, left.length);
    for (const name of left) {
      const part = join(bin, `${name}.${process.pid}.part`);
      const go = () =>
        run('go', [...flags, '-o', part, packages[name]], { cwd: module, env: goEnv(env), maxBuffer: 2 ** 26 });
      await progress.during(name, go);
      renameSync(part, fileOf(bin, name));
      writeFileSync(stampOf(bin, name), stampFor(name));
    }
  });
}

function isBuilt(bin: string, name: BinaryName, stamp: string): boolean {
  const file = stampOf(bin, name);
  return existsSync(fileOf(bin, name)) && existsSync(file) && readFileSync(file, 'utf8') === stamp;
}

/** Strips symbols, and sets the version that the API server reports, which a build as a tool does not set. */
function linkerFlags(module: string): string {
  const version = kubernetesVersion(module);
  const [major, minor] = version.split('.');
  const set = (name: string, value: string) => `-X k8s.io/component-base/version.${name}=${value}`;
  const values = [set('gitVersion', `v${version}`), set('gitMajor', `${major}`), set('gitMinor', `${minor}`)];
  return ['-s', '-w', ...values].join(' ');
}

function digest(module: string, flags: readonly string[], source: string): string {
  const hash = createHash('sha256').update(JSON.stringify([process.platform, process.arch, ...flags]));
  // a program of the module itself consists of one file
  const own = source.startsWith('./') ? [join(source, 'main.go')] : [];
  for (const file of ['go.mod', 'go.sum', ...own]) hash.update(readFileSync(join(module, file)));
  return hash.digest('hex');
}
