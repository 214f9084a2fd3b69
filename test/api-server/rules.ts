import { expect } from 'vitest';
import type { Client } from '../../harness';

/** All permissions of an account in a namespace according to the API server, without those that every account has. */
export async function rulesIn(client: Client, namespace: string, token: string): Promise<unknown[]> {
  const review = async (asToken: string) => {
    const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
    const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } };
    const answer = await client.request('POST', path, body, { token: asToken });
    expect(answer.body.status.incomplete).toBe(false);
    return answer.body.status.resourceRules.map((rule: unknown) => JSON.stringify(rule)) as string[];
  };
  const ofEverybody = await review(client.tokens.nobody);
  return (await review(token)).filter((rule) => !ofEverybody.includes(rule)).map((rule) => JSON.parse(rule));
}

/** Rules in an order that does not depend on their original order or that of their content. */
export function sorted(rules: readonly unknown[]): string[] {
  const inOrder = (_: string, value: unknown) =>
    Array.isArray(value)
      ? [...value].sort()
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).sort())
        : value;
  return rules.map((rule) => JSON.stringify(rule, inOrder)).sort();
}
