import type { IConstruct } from 'constructs';
import { type DeploymentTarget, namesOfTargets } from '../application';
import { applyStrictness, type Diagnostic, formatGroup, groupDiagnostics } from '../diagnostics';
import { strictnessOf } from './diagnostics';
import { rejectOverwrittenFiles } from './synth';

/** The type of the process warnings, for `node --disable-warning=FluxAppWarning`. Their codes are diagnostic codes. */
const WARNING_TYPE = 'FluxAppWarning';

/**
 * Reports a construct's diagnostics at synthesis, together with those of all other constructs. Errors, and warnings
 * that {@link Diagnostics} turns into errors, become validation errors, so that nothing is written. Each other warning
 * becomes one process warning. A message that applies to several targets is reported once.
 *
 * @param diagnose called at synthesis, when all constructs exist
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
        warned.add(message); // a cdk8s App validates once for every chart
        return [];
      });
    },
  });
}
