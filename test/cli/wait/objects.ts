import { lower } from '../../../src';
import { helmApplication, onHost } from '../../application/applications';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
export type Any = any;

const TIME = '2026-11-26T10:00:00Z';

/** An Application with one target. */
export function application(
  name: string,
  { namespace = 'shop', dependsOn = undefined as object[] | undefined } = {},
): Any {
  return helmApplication([onHost('web', { dependsOn })], {
    metadata: { name, namespace, uid: name, generation: 1 },
  });
}

/** The release of an application, with this condition. */
export function release(of: Any, status: string, reason: string, message: string): Any {
  const [made]: Any[] = lower(of).objects as Any[];
  const condition = { type: 'Ready', status, reason, message, observedGeneration: 1, lastTransitionTime: TIME };
  const metadata = { ...made.metadata, uid: made.metadata.name, generation: 1 };
  return { ...made, metadata, status: { observedGeneration: 1, conditions: [condition] } };
}
