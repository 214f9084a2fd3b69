import type { IConstruct } from 'constructs';
import { applyStrictness, type Diagnostic, formatDiagnostic } from '../diagnostics';
import { strictnessOf } from './diagnostics';
import { rejectOverwrittenFiles } from './synth';

/** The type of the process warnings, for `node --disable-warning=FluxAppWarning`. Their codes are those of diagnostics. */
const WARNING_TYPE = 'FluxAppWarning';

/**
 * Reports a construct's diagnostics at synthesis, together with those of all other constructs: errors, and warnings
 * where {@link Diagnostics} makes them errors, as validation errors, so that nothing is written; other warnings as process
 * warnings, each once.
 *
 * @param diagnose called at synthesis, when all constructs are there
 */
export function attachDiagnostics(construct: IConstruct, diagnose: () => readonly Diagnostic[]): void {
  rejectOverwrittenFiles(construct);
  const warned = new Set<string>();
  construct.node.addValidation({
    validate: () => {
      const strictness = strictnessOf(construct);
      return diagnose().flatMap((found) => {
        const diagnostic = applyStrictness(found, strictness);
        const message = formatDiagnostic(diagnostic);
        if (diagnostic.severity === 'error') return [message];
        if (!warned.has(message))
          process.emitWarning(`[${construct.node.path}] ${message}`, { type: WARNING_TYPE, code: diagnostic.code });
        warned.add(message); // an App of cdk8s validates once for every chart
        return [];
      });
    },
  });
}
