import { Writable } from 'node:stream';
import { run } from '../src/cli/main';

/** The output of a command. */
export interface Printed {
  readonly stdout: string;
  /** Standard output and standard error. */
  readonly all: string;
}

/** Runs a command of this project. @throws if it fails */
export async function fluxapp(...args: string[]): Promise<Printed> {
  let [stdout, all] = ['', ''];
  const keep = (take: (chunk: string) => void) =>
    new Writable({
      decodeStrings: false,
      write(chunk: string, _, done) {
        take(chunk);
        all += chunk;
        done();
      },
    });
  const stdin = (async function* () {})();
  const code = await run(args, {
    stdin,
    stdout: keep((chunk) => {
      stdout += chunk;
    }),
    stderr: keep(() => {}),
  });
  if (code !== 0) throw new Error(`fluxapp ${args.join(' ')} ended with exit code ${code}: ${all}`);
  return { stdout, all };
}
