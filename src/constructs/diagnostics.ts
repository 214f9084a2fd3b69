import type { IConstruct } from 'constructs';
import { codeProblem, type DiagnosticCode, type Strictness } from '../diagnostics';

/**
 * Which warnings are errors: `true`, all; `{ except }`, all but those with these codes; `false`, none. docs/diagnostics.md
 * lists the codes.
 */
export type StrictOption =
  | boolean
  | {
      /** Codes of warnings that stay warnings. */
      readonly except: readonly DiagnosticCode[];
    };

// on the construct, so that a second copy of the package finds it
const STRICT = Symbol.for('cdk8s-fluxapp.strict');

/**
 * What becomes of the warnings of this package within a scope, such as an App or a Chart.
 *
 * @example
 *
 *   Diagnostics.of(app).strict({ except: ['deploy-empty'] });
 */
export class Diagnostics {
  /** The diagnostics of a construct and of all that is in it. */
  static of(scope: IConstruct): Diagnostics {
    return new Diagnostics(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Makes warnings errors, so that nothing is written where there is one. The innermost scope decides: `false` on a Chart
   * makes an exception from a strict App.
   *
   * @throws for a code that does not exist
   */
  strict(strict: StrictOption = true): void {
    const except = typeof strict === 'boolean' ? [] : strict.except;
    const problem = except.map(codeProblem).find((text) => text !== undefined);
    if (problem !== undefined) throw new Error(`strict: except: ${problem}`);
    Object.defineProperty(this.scope, STRICT, { value: strict === false ? null : { except }, configurable: true });
  }
}

/** Which warnings of a construct are errors. */
export function strictnessOf(construct: IConstruct): Strictness | undefined {
  const scope = [...construct.node.scopes].reverse().find((each) => STRICT in each);
  return (scope as { [STRICT]?: Strictness | null } | undefined)?.[STRICT] ?? undefined;
}
