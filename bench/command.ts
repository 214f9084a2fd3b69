/**
 * The parts of the time of a whole `cdk8s synth`: a project outside of the checkout installs the package, and runs its
 * app with ts-node, with tsx, and compiled. `npx tsx bench/command.ts`; it needs a registry.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from '../harness/pack';
import { devDependencies } from '../package.json';
import { median } from './timing';

const ROUNDS = 3;
const { cdk8s, constructs, tsx, 'cdk8s-cli': cdk8sCli } = devDependencies;

const MAIN = `import { App, Chart } from 'cdk8s';
import { FleetApp } from 'cdk8s-fluxapp';
import { addApplication } from './fleet.mts';

const releases = Number(process.env.RELEASES);
const app = process.env.FLEET_APP === 'true' ? new FleetApp() : new App();
const chart = new Chart(app, 'fleet', { namespace: 'fleet' });
for (let made = 0; made < releases; made += 100) addApplication(chart, made / 100, Math.min(100, releases - made), 'defaults');
app.synth();
`;

const WAYS = { 'ts-node': 'npx ts-node main.ts', tsx: 'npx tsx main.ts', compiled: 'node lib/main.js' };

const work = mkdtempSync(join(tmpdir(), 'bench-'));
const packed = pack();

function run(command: string, args: readonly string[], env: object = {}): number {
  const start = performance.now();
  const path = `${join(work, 'node_modules/.bin')}:${process.env.PATH}`;
  execFileSync(command, args, { cwd: work, env: { ...process.env, PATH: path, ...env }, stdio: 'pipe' });
  return performance.now() - start;
}

function medianOf(measure: () => number): number {
  return median(Array.from({ length: ROUNDS }, measure));
}

try {
  const dependencies = {
    ...{ cdk8s, constructs, tsx, 'cdk8s-cli': cdk8sCli, 'cdk8s-fluxapp': `file:${packed.tarball}` },
    ...{ 'ts-node': '^10', typescript: '5.9.x', '@types/node': '^20' },
  };
  const compilerOptions = { target: 'es2022', module: 'commonjs', strict: true, outDir: 'lib', skipLibCheck: true };
  writeFileSync(join(work, 'package.json'), JSON.stringify({ private: true, dependencies }));
  writeFileSync(join(work, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
  writeFileSync(join(work, 'main.ts'), MAIN);
  writeFileSync(join(work, 'fleet.ts'), readFileSync(join(__dirname, 'fleet.mts')));
  mkdirSync(join(work, 'lib'));
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline']);
  run('npx', ['tsc']);
  console.log(
    '| releases | app runs by | app alone, App | app alone, FleetApp | cdk8s synth, App | cdk8s synth, FleetApp |',
  );
  console.log('|---|---|---|---|---|---|');
  for (const releases of [200, 10_000]) {
    for (const [name, way] of Object.entries(WAYS)) {
      const times = [false, true].map((isFleet) => {
        const env = { RELEASES: String(releases), FLEET_APP: String(isFleet) };
        const [command, ...args] = way.split(' ') as [string, ...string[]];
        return {
          alone: medianOf(() => run(command, args, env)),
          whole: medianOf(() => run('cdk8s', ['synth', '--check-upgrade=false', '--app', way], env)),
        };
      });
      const cells = [...times.map(({ alone }) => alone), ...times.map(({ whole }) => whole)];
      console.log(`| ${[releases, name, ...cells.map((ms) => `${(ms / 1000).toFixed(1)} s`)].join(' | ')} |`);
    }
  }
} finally {
  packed.remove();
  rmSync(work, { recursive: true, force: true });
}
