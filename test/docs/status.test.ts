import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { FluxObject } from '../../src/status/flux-object';
import { rankOf } from '../../src/status/ranking';
import type { State } from '../../src/status/readiness';
import { readinessOf } from '../../src/status/readiness';
import { readyCondition } from '../../src/status/stored-status';
import { parseYaml } from '../../src/yaml/parse';
import { STATUS_PAGE } from '../status/decision-table';
import { WatchedApplication } from '../status/watched-application';

const page = readFileSync(STATUS_PAGE, 'utf8');

/** The text of a section. */
function section(title: string): string {
  const found = page.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  if (found === undefined) throw new Error(`no section ${title}`);
  return found;
}

/** The rows of the first table in a section, without the head. */
function rows(title: string): string[][] {
  const [, body] = /^\|.*\n\|[-|]+\n((?:\|.*\n)*)/m.exec(section(title)) ?? [];
  if (body === undefined) throw new Error(`no table in ${title}`);
  return body
    .trimEnd()
    .split('\n')
    .map((row) => row.slice(2, -2).split(' | '));
}

/** The documents in the YAML blocks of a section. */
function documents(title: string): unknown[] {
  const blocks = [...section(title).matchAll(/^```yaml\n(.*?)^```$/gms)];
  return blocks.flatMap(([, text]) => parseYaml(text as string).map(({ value }) => value));
}

test('states are listed from the best to the worst, each with its condition', () => {
  const states = rows('States').map(([state, status]) => ({ state: state as State, status }));
  expect(states.map(({ state }) => state)).toEqual(
    states.map(({ state }) => state).sort((a, b) => rankOf(a) - rankOf(b)),
  );
  const conditions = states.map(({ state }) => ({
    state,
    status: readyCondition({ state, reason: state, message: '' }).status,
  }));
  expect(states).toEqual(conditions);
  expect(states).toHaveLength(7);
});

test('the example says what is shown', () => {
  const [application, host, member, shown] = documents('An example') as [unknown, FluxObject, FluxObject, unknown];
  const watched = new WatchedApplication(application);
  watched.see({ HelmRelease: [member, host] });
  const { fluxApp, ...status } = watched.stored.status;
  expect(status).toEqual(shown);
  expect(Object.keys(fluxApp.helmReleaseStatus)).toEqual(['eu-1-web', 'web']);
  expect(watched.counted).toBe('1-2');
  expect(readinessOf(member)).toMatchObject({ state: 'Failed', flags: { retrying: true } });
});

test('the fields that are written are listed', () => {
  const [application, host] = documents('An example') as [unknown, FluxObject];
  const watched = new WatchedApplication(application);
  watched.see({ HelmRelease: [host] });
  const { fluxApp, ...status } = watched.stored.status;
  const { labels, annotations } = watched.stored.metadata;
  const written = section('Fields written to the Application');
  const names = [...Object.keys(status), ...Object.keys(labels), ...Object.keys(annotations)];
  expect(names.filter((name) => !written.includes(`\`${name}\``))).toEqual([]);
  expect(Object.keys(fluxApp).filter((name) => !written.includes(`\`fluxApp.${name}\``))).toEqual([]);
});

test('links lead somewhere', () => {
  const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link as string);
  const local = links.filter((link) => !link.includes('://'));
  expect(local.length).toBeGreaterThan(0);
  expect(local.filter((link) => !existsSync(join(dirname(STATUS_PAGE), link)))).toEqual([]);
});
