/**
 * Demonstrates the whole product on real clusters: `npm run demo`. With `-- --keep` everything is left running at the
 * end, until Ctrl-C.
 */
import { Narrator } from './narrator';
import { Endings } from './stage';
import { tell } from './story';

/** The exit code of a process that was ended by Ctrl-C. */
const INTERRUPTED = 130;

async function main(args: readonly string[]): Promise<number> {
  const stray = args.find((arg) => arg !== '--keep');
  if (stray !== undefined) {
    process.stderr.write(`error: ${stray} is not an option; there is only --keep\n`);
    return 1;
  }
  const narrator = new Narrator(process.stdout);
  const endings = new Endings();
  const interrupted = new Promise<'interrupted'>((resolve) => {
    const stop = () => resolve('interrupted'); // a second Ctrl-C ends the process at once
    process.once('SIGINT', stop).once('SIGTERM', stop);
  });
  try {
    const scene = await Promise.race([tell(narrator, endings), interrupted]);
    if (scene === 'interrupted') return INTERRUPTED;
    if (!args.includes('--keep')) return 0;
    narrator.title('It is left running, until Ctrl-C');
    for (const [name, path] of Object.entries(scene.kubeconfigs)) narrator.line(`${name.padEnd(8)}  ${path}`);
    // a signal listener does not keep the process alive
    const alive = setInterval(() => {}, 60_000);
    await interrupted;
    clearInterval(alive);
    return 0;
  } finally {
    narrator.title('Cleaning up');
    await endings.run();
    narrator.line('everything is stopped and removed');
  }
}

main(process.argv.slice(2)).then(
  // work that was just starting at the interruption ends with this process
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`error: ${error.message}\n`);
    process.exit(1);
  },
);
