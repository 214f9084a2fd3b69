import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const root = join(__dirname, '..', '..');

/** The files of a checkout that npm reads before it installs anything. */
const MANIFEST = ['package.json', 'package-lock.json', '.npmrc'];
/** The files that are needed to build and pack. */
const SOURCES = [
  ...[
    'src',
    'imports',
    'web',
    'build',
    'bin',
    'crds',
    'schemas',
    'docs',
    'examples',
    'api',
    'CHANGELOG.md',
    'README.md',
  ],
  ...['LICENSE', 'tsconfig.json', 'tsconfig.build.json'],
];

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'prepare-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }), 120_000);

let folder: string;
let count = 0;
beforeEach(() => {
  folder = join(work, String(++count));
  mkdirSync(folder);
});

function copy(parts: readonly string[]): void {
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true });
}

/** Runs npm in the folder, with only Node on the PATH. Returns its whole output, and throws it if npm fails. */
function npm(...args: string[]): string {
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  const env: NodeJS.ProcessEnv = { ...process.env, PATH: [dirname(process.execPath), ...path].join(delimiter) };
  for (const name of Object.keys(env)) if (/^(?:npm_|NODE_|VITEST)/i.test(name)) delete env[name];
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--foreground-scripts'];
  const options = { cwd: folder, env, encoding: 'utf8' } as const;
  const { status, stdout } = spawnSync('sh', ['-c', 'npm "$@" 2>&1', 'npm', ...args, ...quiet], options);
  if (status !== 0) throw new Error(stdout);
  return stdout;
}

const isBuilt = () => existsSync(join(folder, 'lib/src/cli/main.js'));

/** The version that the command in the folder prints. */
const version = () =>
  execFileSync(process.execPath, [join(folder, 'bin/fluxapp'), '--version'], { encoding: 'utf8' }).trimEnd();

describe('where everything is installed', () => {
  beforeEach(() => {
    copy([...MANIFEST, ...SOURCES]);
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  });

  test('prepare builds what the command needs', () => {
    npm('run', 'prepare');
    expect(version()).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
  }, 300_000);

  test('npm pack builds once, and ships nothing of an older build', () => {
    mkdirSync(join(folder, 'lib/src'), { recursive: true });
    writeFileSync(join(folder, 'lib/src/index.js'), "throw new Error('stale');\n");
    writeFileSync(join(folder, 'lib/src/stale.js'), '');
    const printed = npm('pack');
    expect(printed.match(/^> tsc /gm)).toHaveLength(1);
    const files = execFileSync('tar', ['-tzf', join(folder, `cdk8s-fluxapp-${version()}.tgz`)], { encoding: 'utf8' });
    expect(files).toContain('package/lib/src/cli/main.js\n');
    expect(files).not.toContain('stale');
    expect(readFileSync(join(folder, 'lib/src/index.js'), 'utf8')).not.toContain('stale');
  }, 300_000);

  test('npm pack fails where the sources do not compile', () => {
    writeFileSync(join(folder, 'src/index.ts'), 'export const x: number = "";\n');
    expect(() => npm('pack')).toThrow(/TS2322/);
  }, 300_000);
});

test('npm ci --omit=dev says that nothing is built, and succeeds', () => {
  copy([...MANIFEST, ...SOURCES]);
  expect(npm('ci', '--omit=dev')).toContain(
    'lib/ is not built: the compiler is not installed; "npm ci && npm run build" builds it\n',
  );
  expect(isBuilt()).toBe(false);
}, 300_000);

test('npm ci where only package.json is succeeds', () => {
  copy(MANIFEST);
  expect(npm('ci', '--omit=dev')).toContain('lib/ is not built: the sources are not here\n');
}, 300_000);

test('npm ci --ignore-scripts builds nothing, and succeeds', () => {
  copy([...MANIFEST, ...SOURCES]);
  expect(npm('ci', '--omit=dev', '--ignore-scripts')).not.toContain('lib/');
  expect(isBuilt()).toBe(false);
}, 300_000);

test('npm install from Git builds the package', () => {
  copy([...MANIFEST, ...SOURCES]);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message=sources');
  const repository = folder;
  folder = join(work, 'from-git');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"name":"consumer","version":"1.0.0","private":true}');
  npm('install', `git+file://${repository}`);
  folder = join(folder, 'node_modules/cdk8s-fluxapp');
  expect(isBuilt()).toBe(true);
  expect(version()).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
}, 600_000);
