import type { IConstruct } from 'constructs';
import { didYouMean } from '../diagnostics';
import { isFluxApplication } from './i-flux-application';

/**
 * The format of an Application: `explicit` writes all fields in every target, as KubeSphere's CRD requires; `compact`
 * writes shared fields once, and needs this project's CRD; `none` writes only the Flux objects.
 */
export type ApplicationFormatName = 'explicit' | 'compact' | 'none';

export const FORMATS: readonly ApplicationFormatName[] = ['explicit', 'compact', 'none'];

// stored on the construct, so that a second copy of the package finds it
const FORMAT = Symbol.for('cdk8s-fluxapp.applicationFormat');

/**
 * The format of the Applications in a scope, such as an App or a Chart.
 *
 * @example
 *
 *   ApplicationFormat.of(app).use('compact');
 */
export class ApplicationFormat {
  /** The format of all applications in a scope. */
  static of(scope: IConstruct): ApplicationFormat {
    return new ApplicationFormat(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Sets the format of the applications that are created in the scope from now on. The innermost scope wins, and
   * `applicationFormat` of an application takes precedence over it.
   *
   * @throws if the format does not exist, or if the scope already contains an application
   */
  use(format: ApplicationFormatName): void {
    const problem = formatProblem(format);
    if (problem !== undefined) throw new Error(`applicationFormat: ${problem}`);
    const existing = this.scope.node.findAll().find(isFluxApplication);
    if (existing !== undefined) {
      throw new Error(
        `applicationFormat: ${existing.node.path} already exists: set the format before the applications are created`,
      );
    }
    Object.defineProperty(this.scope, FORMAT, { value: format, configurable: true });
  }
}

/** The problem with a format; undefined if the format exists. */
export function formatProblem(format: unknown): string | undefined {
  if (FORMATS.some((name) => name === format)) return undefined;
  const hint = typeof format === 'string' ? didYouMean(format, FORMATS) : '';
  return `must be ${FORMATS.slice(0, -1).join(', ')} or ${FORMATS.at(-1)}${hint}`;
}

/**
 * The format of an application.
 *
 * @param own its prop. An invalid one is ignored here, because `checkPropsShape()` reports it
 */
export function formatOf(construct: IConstruct, own: unknown): ApplicationFormatName {
  if (own !== undefined && formatProblem(own) === undefined) return own as ApplicationFormatName;
  const scope = [...construct.node.scopes].reverse().find((each) => FORMAT in each);
  return (scope as { [FORMAT]?: ApplicationFormatName } | undefined)?.[FORMAT] ?? 'explicit';
}
