/** Only builds binaries, to prepare a machine: `npx tsx harness/build.ts [api-server|flux|helm|controllers|all]`. */
import { apiServerBinaries, clusterControllerBinaries, fluxBinaries, helmBinaries, prepareBinaries } from './binaries';

const sets = {
  'api-server': apiServerBinaries,
  flux: fluxBinaries,
  helm: helmBinaries,
  controllers: clusterControllerBinaries,
  all: [...apiServerBinaries, ...fluxBinaries, ...helmBinaries, ...clusterControllerBinaries],
} as const;

async function main([set = 'all', ...more]: string[]): Promise<number> {
  if (!(set in sets) || more.length > 0) {
    process.stderr.write(`usage: build.ts [${Object.keys(sets).join('|')}]\n`);
    return 2;
  }
  const binaries = await prepareBinaries(sets[set as keyof typeof sets]);
  if (!binaries.available) {
    process.stderr.write(`${binaries.reason}\n`);
    return 1;
  }
  for (const path of Object.values(binaries.paths)) process.stdout.write(`${path}\n`);
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
