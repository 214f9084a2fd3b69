import type { IConstruct } from 'constructs';
import { didYouMean } from '../diagnostics';
import { isFluxApplication } from './i-flux-application';

/**
 * How an Application is written: `explicit`, complete in every target, as KubeSphere's CRD asks for; `compact`, which says once
 * what targets share and needs this project's CRD; or `none`: only the objects of Flux are written.
 */
export type ApplicationFormatName = 'explicit' | 'compact' | 'none';

export const FORMATS: readonly ApplicationFormatName[] = ['explicit', 'compact', 'none'];

// on the construct, so that a second copy of the package finds it
const FORMAT = Symbol.for('cdk8s-fluxapp.applicationFormat');

/**
 * How the Applications within a scope, such as an App or a Chart, are written.
 *
 * @example
 *
 *   ApplicationFormat.of(app).use('compact');
 */
export class ApplicationFormat {
  /** The format of all applications of a construct. */
  static of(scope: IConstruct): ApplicationFormat {
    return new ApplicationFormat(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Sets the format of the applications that are created in the scope from now on. The innermost scope decides, and
   * `applicationFormat` of an application goes before it.
   *
   * @throws for a format that does not exist, and where the scope has an application already
   */
  use(format: ApplicationFormatName): void {
    const problem = formatProblem(format);
    if (problem !== undefined) throw new Error(`applicationFormat: ${problem}`);
    const existing = this.scope.node.findAll().find(isFluxApplication);
    if (existing !== undefined) {
      throw new Error(
        `applicationFormat: ${existing.node.path} is there already: set the format before the applications are created`,
      );
    }
    Object.defineProperty(this.scope, FORMAT, { value: format, configurable: true });
  }
}

/** What is wrong with a format; undefined where it exists. */
export function formatProblem(format: unknown): string | undefined {
  if (FORMATS.some((name) => name === format)) return undefined;
  const hint = typeof format === 'string' ? didYouMean(format, FORMATS) : '';
  return `must be ${FORMATS.slice(0, -1).join(', ')} or ${FORMATS.at(-1)}${hint}`;
}

/**
 * The format of an application.
 *
 * @param own its prop. One that does not exist counts as none: `checkPropsShape()` reports it
 */
export function formatOf(construct: IConstruct, own: unknown): ApplicationFormatName {
  if (own !== undefined && formatProblem(own) === undefined) return own as ApplicationFormatName;
  const scope = [...construct.node.scopes].reverse().find((each) => FORMAT in each);
  return (scope as { [FORMAT]?: ApplicationFormatName } | undefined)?.[FORMAT] ?? 'explicit';
}
