/**
 * Compiles this folder with the oldest and the newest supported TypeScript. Correct code compiles; the messages of both
 * compilers about the mistakes in messages/ are in one golden file for each: `npx vitest run --project unit test/types
 * -u` writes them.
 */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(__dirname, '../..');
const folder = join(__dirname, 'messages');

/** The output of a compiler for this folder. */
async function compile(compiler: string): Promise<string> {
  const tsc = join(root, 'node_modules', compiler, 'bin/tsc');
  const run = promisify(execFile)(process.execPath, [tsc, '--project', __dirname, '--pretty', 'false'], { cwd: root });
  return run.then(
    ({ stdout, stderr }) => stdout + stderr,
    ({ stdout, stderr }) => stdout + stderr,
  );
}

/**
 * TypeScript 5.9 prints the members of a union in the order in which it first saw them, which any import may change.
 */
function withSortedUnions(printed: string): string {
  return printed.replace(/"[^"\n]*"(?: \| "[^"\n]*")+/g, (union) => union.split(' | ').sort().join(' | '));
}

/** The messages, each under the title of its mistake: the id of the construct. */
function messagesByMistake(printed: string): string {
  const titles = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => [name, titlesOf(readFileSync(join(folder, name), 'utf8'))]),
  );
  return printed.replace(/^(\S+)\((\d+),\d+\): error /gm, (_, path: string, line: string) => {
    const name = basename(path);
    const title = titles
      .get(name)
      ?.filter((candidate) => candidate.line <= Number(line))
      .at(-1);
    return `# ${path.endsWith(join('messages', name)) ? `${name}: ${title?.text}` : path}\n`;
  });
}

function titlesOf(text: string) {
  return text.split('\n').flatMap((content, index) => {
    const [, title] = /^new FluxApplication.*?\(chart, ['"](.*?)['"],/.exec(content) ?? [];
    return title === undefined ? [] : [{ line: index + 1, text: title }];
  });
}

test.each([
  ['typescript-5.9', '5.9'],
  ['typescript', '7'],
])(
  '%s compiles what is right, and explains what is wrong',
  async (compiler, version) => {
    const messages = withSortedUnions(messagesByMistake(await compile(compiler)));
    const unexpected = messages.split('\n').filter((line) => line.startsWith('# ') && !/^# \w+\.ts: /.test(line));
    expect(unexpected).toEqual([]);
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.ts'))) {
      for (const { text } of titlesOf(readFileSync(join(folder, name), 'utf8'))) {
        expect(messages).toContain(`# ${name}: ${text}\n`);
      }
    }
    await expect(messages).toMatchFileSnapshot(`messages/typescript-${version}.txt`);
  },
  300_000,
);
