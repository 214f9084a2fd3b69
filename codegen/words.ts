/** Finds constructions to avoid in docs, comments, help and messages: `npm run check:words`. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXCEPTIONS } from './words/constructions';
import { findConstructions } from './words/find-constructions';

const root = join(__dirname, '..');

/**
 * The constructions to avoid in the files of the repository, one message each, and exceptions that are no longer
 * needed.
 */
export function wordProblems(): readonly string[] {
  const hits = checkedFiles().flatMap((file) => findConstructions(file, readFileSync(join(root, file), 'utf8')));
  const stale = EXCEPTIONS.filter(
    (exception) =>
      findConstructions(exception.file, readFileSync(join(root, exception.file), 'utf8'), []).length ===
      findConstructions(exception.file, readFileSync(join(root, exception.file), 'utf8'), [exception]).length,
  );
  return [
    ...hits.map(
      ({ file, line, text, construction: { example, rewritten } }) =>
        `${file}:${line}: "${text}": write plainly, such as "${rewritten}" for "${example}"`,
    ),
    ...stale.map(({ file, text }) => `codegen/words/constructions.ts: ${file} does not need the exception "${text}"`),
  ];
}

/** The files with text written by hand. Generated files are derived from these. */
function checkedFiles(): readonly string[] {
  const files = execFileSync('git', ['ls-files', ...PATHS], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n');
  return files.filter((file) => /\.(?:[cm]?[jt]sx?|md|ya?ml|sh|html|css)$/.test(file));
}

/** Paths and exclusions in the syntax of `git ls-files`. */
const PATHS = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs', 'examples', 'src', 'web', 'codegen', 'build', 'schemas'],
  ...['harness', 'bench', 'demo'],
  ...[':!docs/images', ':!codegen/words/constructions.ts'],
];

if (require.main === module) {
  const problems = wordProblems();
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) {
    console.error(`${problems.length} constructions to avoid; codegen/words/constructions.ts lists them`);
    process.exitCode = 1;
  }
}
