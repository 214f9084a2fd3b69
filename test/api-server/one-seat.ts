import { type Client, until } from '../../harness';

const FLOW = '/apis/flowcontrol.apiserver.k8s.io/v1';
/** The API server's counter of patches that it rejected because no seat was free. */
const REFUSED_PATCH = /^apiserver_request_terminations_total\{code="429",.*verb="(?:PATCH|APPLY)"/m;

/**
 * Limits the patches and lists of user `nobody` to one seat without a queue, and lets other requests of this user
 * occupy the seat, until a patch is rejected with 429. is refused with 429.
 *
 * @param busyPath a list that the other requests read
 * @param write lets the program under test write; called until one of its patches is rejected
 */
export async function untilRefused(host: Client, busyPath: string, write: () => Promise<void>): Promise<void> {
  const metadata = { name: 'one-seat' };
  const limited = { nominalConcurrencyShares: 0, borrowingLimitPercent: 0, limitResponse: { type: 'Reject' } };
  await host.request('POST', `${FLOW}/prioritylevelconfigurations`, { metadata, spec: { type: 'Limited', limited } });
  const rule = {
    subjects: [{ kind: 'User', user: { name: 'nobody' } }],
    resourceRules: [{ verbs: ['patch', 'list'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'] }],
  };
  await host.request('POST', `${FLOW}/flowschemas`, {
    metadata,
    spec: { priorityLevelConfiguration: metadata, matchingPrecedence: 2, rules: [rule] },
  });
  let isBusy = true;
  const sit = async () => {
    while (isBusy) await host.request('GET', busyPath, undefined, { token: host.tokens.nobody });
  };
  const sitting = Promise.all(Array.from({ length: 16 }, sit));
  try {
    await until(
      'a write is refused',
      async () => {
        await write();
        const { body } = await host.request('GET', '/metrics');
        return REFUSED_PATCH.test(String(body));
      },
      { timeoutMs: 40_000, intervalMs: 500 },
    );
  } finally {
    isBusy = false;
    await sitting;
    await host.request('DELETE', `${FLOW}/flowschemas/one-seat`);
    await host.request('DELETE', `${FLOW}/prioritylevelconfigurations/one-seat`);
  }
}
