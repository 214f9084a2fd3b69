import type { IConstruct } from 'constructs';
import { codeProblem, type DiagnosticCode, type Strictness } from '../diagnostics';

/**
 * The warnings that become errors: `true` for all; `{ except }` for all except those with these codes; `false` for
 * none. docs/diagnostics.md lists the codes.
 */
export type StrictOption =
  | boolean
  | {
      /** Codes of warnings that stay warnings. */
      readonly except: readonly DiagnosticCode[];
    };

// stored on the construct, so that a second copy of the package finds it
const STRICT = Symbol.for('cdk8s-fluxapp.strict');

/**
 * How warnings of this package are treated within a scope, such as an App or a Chart.
 *
 * @example
 *
 *   Diagnostics.of(app).strict({ except: ['deploy-empty'] });
 */
export class Diagnostics {
  /** The diagnostics of a construct and everything in it. */
  static of(scope: IConstruct): Diagnostics {
    return new Diagnostics(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Turns warnings into errors, so that nothing is written if there is one. The innermost scope wins: `false` on a
   * Chart exempts it from a strict App.
   *
   * @throws if a code does not exist
   */
  strict(strict: StrictOption = true): void {
    const except = typeof strict === 'boolean' ? [] : strict.except;
    const problem = except.map(codeProblem).find((text) => text !== undefined);
    if (problem !== undefined) throw new Error(`strict: except: ${problem}`);
    Object.defineProperty(this.scope, STRICT, { value: strict === false ? null : { except }, configurable: true });
  }
}

/** The warnings of a construct that become errors. */
export function strictnessOf(construct: IConstruct): Strictness | undefined {
  const scope = [...construct.node.scopes].reverse().find((each) => STRICT in each);
  return (scope as { [STRICT]?: Strictness | null } | undefined)?.[STRICT] ?? undefined;
}
