import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pauseChangeOf } from '../../src/change/pause/change';
import { type Desired, desiredOf } from '../../src/status/desired';
import type { FluxObject } from '../../src/status/flux-object';
import { describePause, type Pause, pauseOf } from '../../src/status/pause';
import { reportOnTarget } from '../../src/status/target-report';
import { parseYaml } from '../../src/yaml/parse';
import { helmApplication, onMember } from '../application/applications';
import { fluxapp } from '../cli/run';

const docs = join(__dirname, '../../docs');
const page = readFileSync(join(docs, 'suspend.md'), 'utf8');

/** The code blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text as string);
}

const release = parseYaml(blocks('yaml')[0] as string)[0]?.value as FluxObject;
const pause = pauseOf(release) as Pause;

test('the commands are understood: a cluster is all that is missing', async () => {
  const commands = blocks('sh').flatMap((block) => block.trim().split('\n'));
  expect(commands).toHaveLength(3);
  for (const command of commands) {
    const [, ...args] = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
    const { code, stderr } = await fluxapp([...args, '--kubeconfig', join(docs, 'none.yaml')]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('none.yaml') });
  }
});

test('the object shown is what is patched', () => {
  const application = helmApplication([onMember('eu-1', 'web')], { metadata: { name: 'web' } });
  const { metadata, spec } = release;
  const { annotations: _, ...bare } = metadata;
  const objects = [{ ...release, metadata: bare, spec: {} }];
  const { targets } = pauseChangeOf({
    application,
    desired: desiredOf(application) as Desired,
    objects,
    wish: { pause },
  });
  expect(targets).toMatchObject([
    { object: metadata.name, patch: { metadata: { annotations: metadata.annotations }, spec } },
  ]);
});

test('it is printed as shown', () => {
  expect(blocks('text')[0]).toBe(`apps/web eu-1-web: running → ${describePause(pause)}\n`);
});

test('past its time it says what is shown', () => {
  const target = { key: 'eu-1-web', cluster: 'eu-1', namespace: 'web', name: release.metadata.name };
  const evidence = {
    target,
    kind: 'HelmRelease',
    object: release,
    observed: { sources: new Map() },
    origin: {},
    messageLimit: 2048,
  } as const;
  const report = reportOnTarget({ ...evidence, now: pause.until as string });
  expect(report).toMatchObject({ state: 'Suspended', reason: 'PauseExpired' });
  expect(page).toContain(`\`${report.reason}\``);
  expect(blocks('text')[1]).toBe(`${report.message}\n`);
});

test('links lead somewhere', () => {
  const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link as string);
  expect(links.filter((link) => !link.includes('://') && !existsSync(join(docs, link)))).toEqual([]);
});
