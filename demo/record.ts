/** Writes docs/demo.svg, which the README shows, from a run of the demo: `npm run demo:record`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { svgOf } from './svg';

const COLUMNS = 100;
const TITLE = 'npm run demo';

async function main(): Promise<number> {
  const demo = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'main.ts')], {
    env: { ...process.env, FORCE_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code]] = await Promise.all([text(demo.stdout), once(demo, 'close')]);
  if (code !== 0) return 1;
  writeFileSync(join(__dirname, '..', 'docs', 'demo.svg'), svgOf(output, { columns: COLUMNS, title: TITLE }));
  return 0;
}

main().then((code) => {
  process.exitCode = code;
});
