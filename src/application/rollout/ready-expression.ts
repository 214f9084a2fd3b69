import type { DeliveryKind } from '../../kubernetes';
import { APPROVED, ROLLOUT, ROLLOUT_GATE } from '../marks';
import type { Awaited } from './gates';

/*
 * Flux evaluates `readyExpr` of `dependsOn` (CEL) with two objects: `self`, which waits, and `dep`, its dependency.
 * Both changed at the same time, and either may be applied first. A reliable expression therefore
 *
 * - identifies the expected state by a literal in the spec, which changes the generation of `self`. Comparing a label of
 *   `dep` with one of `self` is not reliable: if the wave between them has not changed, it counts as ready at once
 * - requires an attempt of the current generation. `observedGeneration` is not sufficient: Flux raises it for a suspended
 *   object too, although it applies nothing
 */

/** Once a release has passed in its current generation, later events in other releases do not hold back its repair. */
const PASSED_BEFORE =
  'has(self.status.lastAttemptedGeneration) && self.status.lastAttemptedGeneration == self.metadata.generation';

const IS_ATTEMPTED =
  'has(dep.status.lastAttemptedGeneration) && dep.status.lastAttemptedGeneration == dep.metadata.generation';

const IS_OBSERVED = 'dep.status.observedGeneration == dep.metadata.generation';

const IS_READY =
  "has(dep.status.conditions) && dep.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')";

/** A Kustomization has no lastAttemptedGeneration; its condition has the generation in which it was applied. */
const IS_APPLIED =
  `has(dep.status.observedGeneration) && ${IS_OBSERVED} && has(dep.status.conditions) && ` +
  "dep.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True' && has(c.observedGeneration) && " +
  'c.observedGeneration == dep.metadata.generation)';

/**
 * The `readyExpr` for a dependency.
 *
 * @param kind of both objects
 * @param revision of the wave that is waited for
 * @param approved the revision that needs approval. @default - none
 */
export function readyExpression(
  kind: DeliveryKind,
  until: Awaited['until'],
  revision: string,
  approved?: string,
): string {
  const isApproved = approved === undefined ? '' : ` && ${hasApproval(approved)}`;
  if (kind === 'Kustomization') return `${hasLabel(LABELS[until], revision)} && ${IS_APPLIED}${isApproved}`;
  const isDone = until === 'passed' ? IS_ATTEMPTED : `${IS_ATTEMPTED} && ${IS_OBSERVED} && ${IS_READY}`;
  return `(${PASSED_BEFORE}) || (${hasLabel(LABELS[until], revision)} && ${isDone}${isApproved})`;
}

/** The labels with which an object states the revision of its wave, or the revision it waits for. */
const LABELS: Readonly<Record<Awaited['until'], string>> = { ready: ROLLOUT, passed: ROLLOUT_GATE };

/** The revision in an expression from {@link readyExpression}; undefined for any other expression. */
export function revisionOfGate(expression: unknown): string | undefined {
  if (typeof expression !== 'string') return undefined;
  for (const label of Object.values(LABELS)) {
    const [, rest] = expression.split(carries(label));
    if (rest !== undefined) return /^'([^']*)'/.exec(rest)?.[1];
  }
  return undefined;
}

function hasLabel(label: string, value: string): string {
  return `has(dep.metadata.labels) && '${label}' in dep.metadata.labels && ${carries(label)}'${value}'`;
}

function hasApproval(revision: string): string {
  const annotations = 'self.metadata.annotations';
  return `has(${annotations}) && '${APPROVED}' in ${annotations} && ${annotations}['${APPROVED}'] == '${revision}'`;
}

/** A part that no other expression contains. */
function carries(label: string): string {
  return `dep.metadata.labels['${label}'] == `;
}
