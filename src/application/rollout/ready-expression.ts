import type { DeliveryKind } from '../../kubernetes';
import { APPROVED, ROLLOUT, ROLLOUT_GATE } from '../marks';
import type { Awaited } from './gates';

/*
 * Flux evaluates `readyExpr` of `dependsOn` (CEL) over two objects: `self`, which waits, and `dep`, which it waits for. Both
 * changed at the same instant, and any of them may be applied first, so an expression that holds
 *
 * - names what it waits for by a literal in the spec, which moves the generation of `self`. A label of `dep` compared with one of
 *   `self` does not hold where the wave between has not changed: it counts as ready at once
 * - asks for an attempt of the current generation. `observedGeneration` alone does not do: Flux counts that of a suspended
 *   object up, though it applies nothing
 */

/** Once a release has passed in its current generation, what happens to others later does not hold back its repair. */
const PASSED_BEFORE =
  'has(self.status.lastAttemptedGeneration) && self.status.lastAttemptedGeneration == self.metadata.generation';

const IS_ATTEMPTED =
  'has(dep.status.lastAttemptedGeneration) && dep.status.lastAttemptedGeneration == dep.metadata.generation';

const IS_OBSERVED = 'dep.status.observedGeneration == dep.metadata.generation';

const IS_READY =
  "has(dep.status.conditions) && dep.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')";

/** A Kustomization has no lastAttemptedGeneration; its condition is of the generation that it was applied in. */
const IS_APPLIED =
  `has(dep.status.observedGeneration) && ${IS_OBSERVED} && has(dep.status.conditions) && ` +
  "dep.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True' && has(c.observedGeneration) && " +
  'c.observedGeneration == dep.metadata.generation)';

/**
 * The `readyExpr` for an object that is waited for.
 *
 * @param kind of both objects
 * @param revision of the wave that is waited for
 * @param approved the revision that somebody has to approve. @default - none
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

/** The label by which an object says that it is to have a revision, or to wait for one. */
const LABELS: Readonly<Record<Awaited['until'], string>> = { ready: ROLLOUT, passed: ROLLOUT_GATE };

/** The revision that an expression of {@link readyExpression} waits for; undefined of any other. */
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

/** What no other expression holds. */
function carries(label: string): string {
  return `dep.metadata.labels['${label}'] == `;
}
