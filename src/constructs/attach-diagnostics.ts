import type { IConstruct } from 'constructs';
import { type DeploymentTarget, namesOfTargets } from '../application';
import { applyStrictness, type Diagnostic, formatGroup, groupDiagnostics } from '../diagnostics';
import { strictnessOf } from './diagnostics';
import { rejectOverwrittenFiles } from './synth';

/** The type of the process warnings, for `node --disable-warning=FluxAppWarning`. Their codes are those of diagnostics. */
const WARNING_TYPE = 'FluxAppWarning';

/**
 * Reports a construct's diagnostics at synthesis, together with those of all other constructs: errors, and warnings
 * where {@link Diagnostics} makes them errors, as validation errors, so that nothing is written; other warnings as process
 * warnings, each once. What several targets share is said once.
 *
 * @param diagnose called at synthesis, when all constructs are there
 * @param targets of the construct
 */
export function attachDiagnostics(
  construct: IConstruct,
  diagnose: () => readonly Diagnostic[],
  targets: readonly (DeploymentTarget | undefined)[] = [],
): void {
  rejectOverwrittenFiles(construct);
  const warned = new Set<string>();
  construct.node.addValidation({
    validate: () => {
      const strictness = strictnessOf(construct);
      const diagnostics = diagnose().map((found) => applyStrictness(found, strictness));
      return groupDiagnostics(diagnostics, () => namesOfTargets(targets)).flatMap((group) => {
        const { severity, code } = group.diagnostic;
        const message = formatGroup(group);
        if (severity === 'error') return [message];
        if (!warned.has(message))
          process.emitWarning(`[${construct.node.path}] ${message}`, { type: WARNING_TYPE, code });
        warned.add(message); // an App of cdk8s validates once for every chart
        return [];
      });
    },
  });
}
