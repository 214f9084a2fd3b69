import { codeProblem, ExpectedError, isCode, type Strictness } from '../../diagnostics';

/**
 * The warnings that are errors according to the command line: `--warnings-as-errors`, or `--warnings-as-errors=except
 * CODE,…`.
 *
 * @param value of the option: `true` if it has none
 * @param rest the arguments of the line that belong to no option
 * @throws ExpectedError for a code that does not exist
 */
export function parseWarningsAsErrors(value: string | true, rest: readonly string[]): Strictness {
  if (value === true) return { except: [] };
  const [word, ...codes] = [value, ...rest].flatMap((text) => text.split(/[\s,]+/)).filter((text) => text !== '');
  if (word !== 'except' || codes.length === 0) {
    throw new ExpectedError(
      '--warnings-as-errors takes no value, or except and codes: except deploy-empty,inline-secret',
    );
  }
  const problem = codes.map(codeProblem).find((text) => text !== undefined);
  if (problem !== undefined) throw new ExpectedError(`--warnings-as-errors: ${problem}`);
  return { except: codes.filter(isCode) };
}
