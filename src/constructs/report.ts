import type { IConstruct } from 'constructs';
import { type Diagnostic, formatDiagnostic } from '../diagnostics';

/** The type of the process warnings, for `node --disable-warning=FluxAppWarning`. */
const WARNING_TYPE = 'FluxAppWarning';

/**
 * Has a construct's diagnostics reported at synthesis, all of them with those of the other constructs: errors as
 * validation errors, which keep anything from being written, warnings as process warnings.
 *
 * @param diagnose called at the end, when all constructs are there
 */
export function reportDiagnostics(construct: IConstruct, diagnose: () => readonly Diagnostic[]): void {
  const warned = new Set<string>();
  construct.node.addValidation({
    validate: () =>
      diagnose().flatMap((diagnostic) => {
        const message = formatDiagnostic(diagnostic);
        if (diagnostic.severity === 'error') return [message];
        if (!warned.has(message)) process.emitWarning(`[${construct.node.path}] ${message}`, WARNING_TYPE);
        warned.add(message); // synthesis validates once for every chart
        return [];
      }),
  });
}
