import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Route } from 'playwright-core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { limit } from '../random-runs';
import { describeWithBrowser } from './browser';

const SLOW = limit(120_000);
const UNTIL = { timeout: 60_000, interval: 100 };

/** Its two targets on the host differ in the namespace of the release. */
const TWICE = {
  ...{ namespace: 'shop', name: 'web', version: '1.0.0', clusters: ['host', 'host'] },
  targetNamespaces: ['blue', 'green'],
};

describeWithBrowser('the page', (suite) => {
  test(
    'says how many applications need attention, and why, the worst first',
    async () => {
      const { page, complaints } = await suite.open();
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('9 of 13 applications need attention');
      const chips = await page.getByRole('navigation', { name: 'Filter by state' }).getByRole('link').allTextContents();
      expect(chips).toEqual([
        '1 Invalid',
        '1 Stalled',
        '7 Failed',
        '1 Missing',
        '1 Unknown',
        '5 Reconciling',
        '2 Suspended',
        '115 Ready',
      ]);
      const causes = await page.getByRole('region', { name: 'Needs attention' }).getByRole('listitem').allInnerTexts();
      expect(causes.map((text) => text.split('\n').slice(0, 3))).toEqual([
        ['Invalid', 'fraud-check security', expect.stringContaining('"5" is not a duration')],
        ['Stalled', 'velero on cn-north-2', 'context deadline exceeded'],
        [
          'Failed',
          'checkout on 4 clusters: eu-central-1, eu-west-1, eu-west-2, us-east-1',
          "values: at '/replicaCount': got string, want integer",
        ],
        [
          'Failed',
          'edge-7 3 applications: redis, kube-state-metrics, otel-collector',
          expect.stringContaining('Kubernetes cluster unreachable'),
        ],
        ['Missing', 'kafka on ap-southeast-1', 'it has not been applied'],
        ['Unknown', 'loki on cn-east-1', expect.any(String)],
        ['Suspended', 'payments on ap-south-1', expect.stringMatching(/^pause expired \d+ .* ago$/)],
      ]);
      expect(complaints).toEqual([]);
    },
    SLOW,
  );

  test(
    'shows a change without being loaded again, and only what has changed',
    async () => {
      const { page, served, asked } = await suite.open();
      const cell = page.locator('a[title^="redis on us-west-1"]');
      const title = () => cell.getAttribute('title');
      expect(await title()).toContain('Ready');
      await page.evaluate(() => {
        const observer = new MutationObserver((changes) => {
          for (const { target } of changes) {
            const row = (target.nodeType === 1 ? (target as Element) : target.parentElement)?.closest('tbody tr');
            const name = row?.querySelector('.name')?.textContent;
            if (name) document.body.dataset.drawn = `${document.body.dataset.drawn ?? ''}${name},`;
          }
        });
        const grid = document.querySelector('[role=grid]') as Element;
        // rows may move and change their index; their cells must stay unchanged
        const attributeFilter = ['class', 'title', 'href', 'd'];
        observer.observe(grid, { subtree: true, childList: true, characterData: true, attributeFilter });
      });
      await served.fail(
        'data/redis--us-west-1--data',
        'Helm upgrade failed for release data/redis with chart redis@2: boom',
      );
      await vi.waitUntil(async () => (await title())?.includes('Failed'), UNTIL);
      expect(await title()).toBe('redis on us-west-1: Failed\n20.6.3\nboom');
      expect(asked.filter((url) => url.endsWith('/overview')).length).toBe(1);
      const drawn = await page.evaluate(() => document.body.dataset.drawn);
      expect(new Set(drawn?.split(',').filter(Boolean))).toEqual(new Set(['redis']));
    },
    SLOW,
  );

  test(
    'the filter is in the address: states, words, clusters, and what is ready',
    async () => {
      const { page, served } = await suite.open();
      const names = async () =>
        (await page.getByRole('rowheader').allInnerTexts()).map((text) => text.split('\n').at(-1));
      const address = () => new URL(page.url()).hash;
      expect(await names()).not.toContain('cert-manager');

      await page.getByRole('link', { name: '1 Missing' }).click();
      await vi.waitUntil(async () => (await names()).length === 1, UNTIL);
      expect([await names(), address()]).toEqual([['kafka'], '#/?state=Missing']);

      await page.getByRole('link', { name: '1 Missing' }).click();
      await page.keyboard.press('/');
      await page.getByRole('searchbox').pressSequentially('team=shop');
      await vi.waitUntil(async () => (await names()).length === 2, UNTIL);
      expect([await names(), address()]).toEqual([['checkout', 'payments'], '#/?q=team%3Dshop']);

      await page.goto(`http://127.0.0.1:${served.port}/#/?cluster=edge-7&ready=hide&view=list`);
      await vi.waitUntil(async () => (await names()).length === 3, UNTIL);
      const headers = await page.getByRole('columnheader').allInnerTexts();
      expect(headers).toEqual(['Application', 'State', 'Ready', 'Type', 'Source', 'Revision', 'Message', 'Age']);
      const [first] = await page.locator('tbody tr').allInnerTexts();
      expect(first?.split(/\s*\t\s*/).slice(0, 6)).toEqual([
        'redis data',
        'Failed',
        '11/12',
        'HelmRelease',
        'HelmRepository/charts',
        '20.6.3',
      ]);
      await page.getByRole('checkbox', { name: 'Hide ready' }).uncheck();
      await vi.waitUntil(async () => (await names()).includes('cert-manager data'.replace('data', 'security')), UNTIL);
      expect(address()).toBe('#/?cluster=edge-7&ready=show&view=list');
    },
    SLOW,
  );

  test(
    'an address opens an application and a target of it',
    async () => {
      const { page, complaints } = await suite.open({ at: '/applications/shop/checkout/eu-west-1-shop' });
      await page.getByRole('heading', { name: 'checkout', level: 1 }).waitFor();
      const open = page.getByRole('button', { expanded: true });
      await open.waitFor();
      expect(await open.innerText()).toContain('Details');
      const detail = page.locator('.target-detail');
      expect(await detail.locator('pre').innerText()).toBe(
        "Helm upgrade failed for release shop/checkout with chart checkout@4.12.1: values don't meet the specifications of " +
          "the schema(s) in the following chart(s):\ncheckout:\n- at '/replicaCount': got string, want integer\n",
      );
      expect(await detail.innerText()).toContain(
        'Other targets with the same cause: eu-central-1-shop, eu-west-2-shop, us-east-1-shop',
      );
      const rows = await page.locator('.targets tbody').allInnerTexts();
      expect(rows.length).toBe(11);
      expect(rows[0]).toMatch(/^eu-central-1 shop\s+Failed\s+4\.11\.0 → 4\.12\.1\s/);
      expect(complaints).toEqual([]);
    },
    SLOW,
  );

  test(
    'shows the message of each target, and finds it, although the targets have one cause',
    async () => {
      const unreachable = (address: string) =>
        `Kubernetes cluster unreachable: Get "https://${address}:6443/version": dial tcp ${address}:6443: i/o timeout`;
      const failed = (message: string) => ({ status: 'False', reason: 'UpgradeFailed', message }) as const;
      const web = {
        ...{ namespace: 'shop', name: 'web', version: '1.0.0', clusters: ['eu-1', 'us-1'] },
        others: { 'eu-1': failed(unreachable('10.1.0.1')), 'us-1': failed(unreachable('172.16.9.9')) },
      };
      const { page, served } = await suite.open({ applications: [web], at: '/?q=172.16.9.9' });
      const cell = (cluster: string) => page.locator(`a.cell[title^="web on ${cluster}"]`).getAttribute('title');
      expect(await cell('eu-1')).toBe(`web on eu-1: Failed\n1.0.0\n${unreachable('10.1.0.1')}`);
      expect(await cell('us-1')).toBe(`web on us-1: Failed\n1.0.0\n${unreachable('172.16.9.9')}`);
      await page.goto(`http://127.0.0.1:${served.port}/#/applications/shop/web`);
      await page.locator('.targets .core').first().waitFor();
      expect(await page.locator('.targets .core').allInnerTexts()).toEqual([
        unreachable('10.1.0.1'),
        unreachable('172.16.9.9'),
      ]);
    },
    SLOW,
  );

  test(
    'shows a slow answer about an application that changes meanwhile, and asks again',
    async () => {
      const { page, served, complaints } = await suite.open();
      const held: Route[] = [];
      await page.route('**/api/v1/applications/**', (route) => void held.push(route));
      await page.goto(`http://127.0.0.1:${served.port}/#/applications/shop/front?cluster=host`);
      await vi.waitUntil(() => held.length === 1, UNTIL);
      const answer = await (held[0] as Route).fetch();
      await served.fail('shop/front--host--shop', 'boom');
      await (held[0] as Route).fulfill({ response: answer });
      const message = page.locator('.target-detail pre');
      await message.waitFor();
      expect(await message.innerText()).not.toContain('boom');
      await vi.waitUntil(() => held.length === 2, UNTIL);
      await (held[1] as Route).continue();
      await message.getByText('boom').waitFor();
      expect(complaints).toEqual([]);
    },
    SLOW,
  );

  test(
    'pauses with a reason after a dry run, and resumes',
    async () => {
      const { page, served, complaints } = await suite.open({ at: '/applications/shop/front?cluster=eu-west-1' });
      const detail = page.locator('.target-detail');
      await detail.getByRole('button', { name: 'Pause…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Pause front on eu-west-1' });
      await dialog.getByRole('textbox').fill("it's moved");
      await dialog.getByText('1d', { exact: true }).click();
      expect(await dialog.locator('.command code').innerText()).toBe(
        "fluxapp suspend front -n shop --cluster eu-west-1 --reason 'it'\\''s moved' --until 1d " +
          `--kubeconfig ${served.kubeconfig} --context here`,
      );
      await dialog.getByRole('button', { name: 'Check' }).click();
      await dialog.getByText('The API server accepts these patches').waitFor();
      const patches = () => served.cluster.writes.filter((write) => write.startsWith('PATCH'));
      expect(patches().length).toBe(2);
      expect(patches().every((write) => write.includes('dryRun=All'))).toBe(true);
      await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
      await detail.getByText("it's moved by admin").waitFor();
      expect(await page.getByRole('dialog').count()).toBe(0);

      await detail.getByRole('button', { name: 'Resume…' }).click();
      const resuming = page.getByRole('dialog', { name: 'Resume front on eu-west-1' });
      await resuming.getByRole('button', { name: 'Check' }).click();
      await resuming.getByRole('button', { name: 'Resume', exact: true }).click();
      await detail.getByRole('button', { name: 'Pause…' }).waitFor();
      expect(complaints).toEqual([]);
    },
    SLOW,
  );

  test(
    'pauses the other targets of an application with a missing one',
    async () => {
      const web = {
        ...{ namespace: 'shop', name: 'web', version: '1.0.0', clusters: ['eu-1', 'us-1'] },
        others: { 'us-1': { absent: true } },
      } as const;
      const { page, served } = await suite.open({ applications: [web], at: '/applications/shop/web/us-1-shop' });
      const dialog = page.getByRole('dialog');
      const check = async () => {
        await dialog.getByRole('textbox').fill('moved');
        await dialog.getByRole('button', { name: 'Check' }).click();
      };
      const buttons = () => dialog.locator('.dialog-foot').getByRole('button').allInnerTexts();
      await page.locator('.target-detail').getByRole('button', { name: 'Pause…' }).click();
      await check();
      await dialog.getByRole('heading', { name: 'No target can be paused' }).waitFor();
      expect(await buttons()).toEqual(['Back', 'Cancel']);
      await dialog.getByRole('button', { name: 'Cancel' }).click();

      await page.locator('.headline').getByRole('button', { name: 'Pause…' }).click();
      await check();
      await dialog.getByRole('heading', { name: 'Not all targets can be paused' }).waitFor();
      expect(await buttons()).toEqual(['Back', 'Cancel', 'Pause']);
      await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
      await dialog.getByRole('heading', { name: 'Not all steps succeeded' }).waitFor();
      const done = served.cluster.writes.filter((write) => write.startsWith('PATCH') && !write.includes('dryRun'));
      expect(done.length).toBe(2);
      expect(await dialog.locator('.steps li').evaluateAll((all) => all.map((each) => each.className))).toEqual([
        ...['', 'failed', ''],
      ]);
    },
    SLOW,
  );

  test(
    'the focus stays in the dialog, and returns to the button that replaces the one that opened it',
    async () => {
      const { page } = await suite.open({ at: '/applications/shop/front?cluster=eu-west-1' });
      const detail = page.locator('.target-detail');
      const focused = () => page.evaluate(() => document.activeElement?.textContent);
      await detail.getByRole('button', { name: 'Pause…' }).focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      const isTyping = () => page.evaluate(() => document.activeElement?.tagName === 'INPUT');
      await vi.waitUntil(isTyping, UNTIL);
      await page.keyboard.type('moved');
      await page.keyboard.press('Enter');
      await dialog.getByText('The API server accepts these patches').waitFor();
      await vi.waitUntil(async () => (await focused()) === 'Pause front on eu-west-1', UNTIL);
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('Back');
      await page.keyboard.press('Enter');
      await vi.waitUntil(isTyping, UNTIL);
      await page.keyboard.press('Enter');
      await dialog.getByText('The API server accepts these patches').waitFor();
      await vi.waitUntil(async () => (await focused()) === 'Pause front on eu-west-1', UNTIL);
      for (let step = 0; step < 3; step++) await page.keyboard.press('Tab');
      expect(await focused()).toBe('Pause');
      await page.keyboard.press('Enter');
      await detail.getByText('moved by admin').waitFor();
      await vi.waitUntil(async () => (await focused()) === 'Resume…', UNTIL);
    },
    SLOW,
  );

  test(
    'cannot be cancelled while it pauses, and shows the result',
    async () => {
      const { page } = await suite.open({ at: '/applications/shop/front?cluster=eu-west-1' });
      await page.locator('.target-detail').getByRole('button', { name: 'Pause…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Pause front on eu-west-1' });
      await dialog.getByRole('textbox').fill('moved');
      await dialog.getByRole('button', { name: 'Check' }).click();
      const submit = dialog.getByRole('button', { name: 'Pause', exact: true });
      await submit.waitFor();
      const held: Route[] = [];
      await page.route('**/api/v1/suspend', (route) => void held.push(route));
      await submit.click();
      await dialog.getByText('Working…').waitFor();
      expect(await dialog.getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true);
      for (let press = 0; press < 3; press++) await page.keyboard.press('Escape');
      await vi.waitUntil(() => held.length === 1, UNTIL);
      await (held[0] as Route).fulfill({ status: 500, json: { message: 'the cluster is gone' } });
      await dialog.getByRole('alert').getByText('the cluster is gone').waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    },
    SLOW,
  );

  test(
    'says that a copy failed where there is no clipboard',
    async () => {
      const { page, complaints } = await suite.open({ at: '/applications/shop/front?cluster=host' });
      await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
      const copy = page.locator('.target-detail').getByRole('button', { name: 'Copy' }).first();
      await copy.click();
      await page.getByRole('button', { name: 'Not copied: select the text' }).waitFor();
      expect(complaints).toEqual([]);
    },
    SLOW,
  );

  test(
    'a reason is required, Esc closes the dialog and gives the focus back',
    async () => {
      const { page, served } = await suite.open({ at: '/applications/shop/front' });
      const button = page.getByRole('button', { name: 'Pause…' });
      await button.click();
      await page.getByRole('dialog').getByRole('button', { name: 'Check' }).click();
      expect(await page.getByRole('dialog').count()).toBe(1);
      await page.keyboard.press('Escape');
      await vi.waitUntil(async () => (await page.getByRole('dialog').count()) === 0, UNTIL);
      expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
      expect(served.cluster.writes).toEqual([]);
    },
    SLOW,
  );

  test(
    'targets stand by wave, with what holds a wave',
    async () => {
      const held = {
        status: 'False',
        reason: 'DependencyNotReady',
        message: "dependency 'shop/till--eu-1--shop' is not ready",
      } as const;
      const till = {
        ...{ namespace: 'shop', name: 'till', version: '2.0.0', clusters: ['host', 'eu-1', 'us-1'] },
        waves: [['eu-1-shop'], ['shop', 'us-1-shop']],
        others: { 'eu-1': { status: 'False', reason: 'UpgradeFailed', message: 'boom' }, 'us-1': held, host: held },
      } as const;
      const { page } = await suite.open({ applications: [till], at: '/applications/shop/till' });
      await page.locator('.wave').first().waitFor();
      expect(await page.locator('.targets tbody th').allInnerTexts()).toEqual([
        ...['Wave 1 0 of 1 ready', 'eu-1 shop', expect.stringContaining('Wave 2 0 of 2 ready')],
        ...['host shop', 'us-1 shop'],
      ]);
      expect(await page.locator('.waits').innerText()).toBe('waits for wave 1: eu-1 (Failed: boom)');
    },
    SLOW,
  );

  test(
    'a plan file stands beside what is in the cluster',
    async () => {
      const actions = { 'Application/shop/front': 'update', 'HelmRelease/shop/front--host--shop': 'replace' } as const;
      const { page } = await suite.open({ plan: actions });
      const planned = page.getByRole('region', { name: 'Planned changes' });
      expect((await planned.innerText()).split(/\s*\n\s*/)).toEqual([
        ...['Planned changes', 'plan.json', '1 to replace, 1 to update', 'front'],
      ]);
      expect(await planned.getByRole('listitem').count()).toBe(0);
      await planned.getByRole('link', { name: 'front' }).click();
      await page.locator('.planned-action').waitFor();
      expect(await page.locator('.targets tr').filter({ hasText: 'replace' }).getByRole('rowheader').innerText()).toBe(
        'host shop',
      );
    },
    SLOW,
  );

  test(
    'a plan file says what it creates, and where it deletes',
    async () => {
      const { page } = await suite.open({
        plan: {
          'Application/shop/brand-new': 'create',
          'HelmRelease/shop/brand-new--host--shop': 'create',
          'HelmRelease/shop/front--host--shop': 'delete',
          'Application/shop/search': 'update',
        },
      });
      const planned = page.getByRole('region', { name: 'Planned changes' });
      expect((await planned.innerText()).split(/\s*\n\s*/)).toEqual([
        ...['Planned changes', 'plan.json', '1 to delete, 1 to update, 2 to create', 'front, search'],
        ...['2 objects of no application below', 'create Application/shop/brand-new'],
        'create HelmRelease/shop/brand-new--host--shop',
      ]);
    },
    SLOW,
  );

  test(
    '--read-only has no buttons that write',
    async () => {
      const { page } = await suite.open({ at: '/applications/shop/front?cluster=host', options: { readOnly: true } });
      await page.locator('.target-detail').waitFor();
      expect(await page.getByRole('button', { name: /Pause|Resume/ }).count()).toBe(0);
    },
    SLOW,
  );

  test(
    'the matrix is one stop of the tabulator, and arrows move in it',
    async () => {
      const { page } = await suite.open();
      expect(await page.locator('table a[tabindex="0"]').count()).toBe(1);
      await page.locator('table a[tabindex="0"]').focus();
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute('title'));
      expect(await focused()).toBe('host');
      await page.keyboard.press('ArrowDown');
      expect(await focused()).toMatch(/^redis on host: Ready/);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('End');
      expect(await focused()).toMatch(/ on us-west-1: Ready/);
      expect(await page.locator('table a[tabindex="0"]').count()).toBe(1);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1 }).waitFor();
      await vi.waitUntil(() => page.url().includes('?cluster=us-west-1'), UNTIL);
      // the second key counts within a second, which may be over on a busy machine
      await vi.waitUntil(async () => {
        await page.keyboard.press('g');
        await page.keyboard.press('h');
        return page.url().endsWith('#/');
      }, UNTIL);
      const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
      await page.keyboard.press('?');
      await help.waitFor();
      await page.keyboard.press('Escape');
      await help.waitFor({ state: 'hidden' });
      await page.keyboard.press('f');
      await vi.waitUntil(() => page.url().endsWith('#/?ready=show'), UNTIL);
      await page.getByRole('checkbox', { name: 'Hide ready' }).check();
      await vi.waitUntil(() => page.url().endsWith('#/?ready=hide'), UNTIL);
      await page.keyboard.press('f');
      await vi.waitUntil(() => page.url().endsWith('#/?ready=show'), UNTIL);
    },
    SLOW,
  );

  test(
    'takes the token out of the address and its history, and another tab has it too',
    async () => {
      const { page, context, served } = await suite.open();
      expect(page.url()).toBe(`http://127.0.0.1:${served.port}/#/`);
      const tab = await context.newPage();
      await tab.goto(`http://127.0.0.1:${served.port}/#/applications/shop/front`);
      await tab.getByRole('heading', { name: 'front' }).waitFor();
      const stranger = await (await suite.context()).newPage();
      await stranger.goto(`http://127.0.0.1:${served.port}/`);
      await stranger.getByText('Missing or invalid token').waitFor();
      expect(await stranger.locator('body').innerText()).not.toContain('redis');
    },
    SLOW,
  );

  test(
    'takes a new token from an address that is opened in the same tab',
    async () => {
      const { page, served } = await suite.open();
      const address = `http://127.0.0.1:${served.port}/`;
      await page.goto(`${address}#token=another`);
      await page.getByText('Missing or invalid token').waitFor();
      await page.goto(`${address}#token=${served.token}`);
      await page.locator('.lamp-live').waitFor();
      expect(page.url()).toBe(`${address}#/`);
    },
    SLOW,
  );

  test(
    'says so when the command is gone, and leaves what it knows',
    async () => {
      const { page, served } = await suite.open();
      await served.stop();
      await page.getByText('This page may be out of date').waitFor();
      expect(await page.getByText('Not up to date').count()).toBe(1);
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('need attention');
    },
    SLOW,
  );

  test(
    'what a cluster says is text: no markup, no address, no turning round',
    async () => {
      const message = '<img src=x onerror="document.title=1"> javascript:alert(1) \u202egpj.exe';
      const applications = [
        {
          ...{ namespace: 'shop', name: 'web', version: '1.0.0', clusters: ['host', 'eu-1'] },
          others: {
            host: { status: 'False', reason: 'UpgradeFailed', message, version: '0.9<img src=x>' },
            'eu-1': { pause: { reason: '<img src=x onerror=alert(1)> \u202egpj', since: 5 } },
          } as const,
        },
      ];
      const { page, complaints } = await suite.open({ applications });
      const shown = '<img src=x onerror="document.title=1"> javascript:alert(1) \ufffdgpj.exe';
      expect(await page.locator('.cause .core', { hasText: 'javascript:' }).innerText()).toBe(shown);
      await page.goto(`${page.url()}applications/shop/web?cluster=host`);
      expect(await page.locator('pre').innerText()).toBe(shown);
      expect(await page.locator('.facts .revision').innerText()).toContain('0.9<img src=x>');
      await page.getByRole('button', { name: 'Details eu-1-shop' }).click();
      await page.getByText('<img src=x onerror=alert(1)> \ufffdgpj by admin').waitFor();
      expect(await page.locator('main img').count()).toBe(0);
      expect(complaints).toEqual([]);
    },
    SLOW,
  );

  test(
    'asks for nothing of another host, and no other page can ask for its data',
    async () => {
      const { page, context, served, asked } = await suite.open({ at: '/applications/shop/checkout' });
      await page.getByRole('heading', { name: 'checkout' }).waitFor();
      const own = `http://127.0.0.1:${served.port}/`;
      expect(asked.filter((url) => !url.startsWith(own))).toEqual([]);

      const evil = createServer((_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>evil</title>');
      });
      evil.listen(0, '127.0.0.1');
      onTestFinished(() => void evil.close());
      await vi.waitUntil(() => evil.listening, UNTIL);
      const other = await context.newPage();
      await other.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);
      const seen = await other.evaluate(async (url) => {
        const attempts = [
          fetch(`${url}api/v1/overview`),
          fetch(`${url}app.js`),
          fetch(`${url}api/v1/suspend`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: '{}',
          }),
        ];
        const results = await Promise.allSettled(attempts);
        const opaque = await fetch(url, { mode: 'no-cors' }).then(
          ({ type, status }) => `${type} ${status}`,
          () => 'failed',
        );
        return { results: results.map(({ status }) => status), opaque, kept: localStorage.length };
      }, own);
      expect(seen).toEqual({ results: ['rejected', 'rejected', 'rejected'], opaque: 'failed', kept: 0 });
      const frame = await other.evaluate(async (url) => {
        const element = document.createElement('iframe');
        element.src = url;
        await new Promise((resolve) => {
          element.onload = resolve;
          document.body.append(element);
        });
        return element.contentDocument === null;
      }, own);
      expect(frame).toBe(true);
      expect(other.frames().map((each) => each.url())).not.toContain(own);
    },
    SLOW,
  );

  test(
    'works below a path of a proxy',
    async () => {
      const { served } = await suite.open();
      const proxy = createServer((asked, answer) => {
        const [, below] = /^\/tools\/fleet(\/.*)$/.exec(asked.url ?? '') ?? [];
        if (below === undefined) return answer.writeHead(404).end();
        // like a proxy that has a different name than its upstream server
        const { origin: _, ...headers } = asked.headers;
        const own = { ...headers, host: `127.0.0.1:${served.port}` };
        const passed = request({ port: served.port, path: below, method: asked.method, headers: own }, (told) => {
          answer.writeHead(told.statusCode ?? 500, told.headers);
          told.pipe(answer);
        });
        answer.on('close', () => passed.destroy());
        passed.on('error', () => answer.destroy());
        asked.pipe(passed);
      });
      proxy.listen(0, '127.0.0.1');
      onTestFinished(() => void proxy.close());
      await vi.waitUntil(() => proxy.listening, UNTIL);
      const base = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/tools/fleet/`;
      const page = await (await suite.context()).newPage();
      const asked: string[] = [];
      page.on('request', (each) => asked.push(each.url()));
      await page.goto(`${base}#token=${served.token}`);
      await page.locator('.lamp-live').waitFor();
      await page.getByRole('link', { name: 'velero' }).first().click();
      await page.getByRole('heading', { name: 'velero' }).waitFor();
      expect(asked.filter((url) => !url.startsWith(base))).toEqual([]);
    },
    SLOW,
  );

  test(
    'says so behind a proxy that holds back the events',
    async () => {
      const { served } = await suite.open();
      const page = await (await suite.context()).newPage();
      const held: string[] = [];
      await page.route(/\/events\?/, (route) => void held.push(route.request().url()));
      await page.clock.install();
      await page.goto(`http://127.0.0.1:${served.port}/#token=${served.token}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await vi.waitUntil(() => held.length === 1, UNTIL);
      await page.clock.fastForward(39_000);
      expect(await page.getByText('This page may be out of date').count()).toBe(0);
      await page.clock.fastForward(2_000);
      await page.getByText('This page may be out of date').waitFor();
    },
    SLOW,
  );

  test(
    'speaks Chinese where the browser does, and English when asked to',
    async () => {
      const { page } = await suite.open({ locale: 'zh-CN' });
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('13 个应用中有 9 个需要关注');
      expect(await page.locator('html').getAttribute('lang')).toBe('zh');
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByText('9 of 13 applications need attention').waitFor();
      await page.reload();
      await page.getByText('9 of 13 applications need attention').waitFor();
    },
    SLOW,
  );

  test(
    'nothing is wider than a window of 390 pixels',
    async () => {
      const { page, served } = await suite.open({ width: 390 });
      await page.locator('.cards > li').nth(8).waitFor();
      expect(await page.locator('.cards > li').count()).toBe(9);
      const isTooWide = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(await isTooWide()).toBe(false);
      await page.goto(`http://127.0.0.1:${served.port}/#/applications/shop/checkout?cluster=eu-west-1`);
      await page.locator('.target-detail').waitFor();
      expect(await isTooWide()).toBe(false);
      await page.getByRole('button', { name: 'Pause…' }).first().click();
      expect(await isTooWide()).toBe(false);
    },
    SLOW,
  );

  test(
    'a long name of a namespace is broken in a window of 390 pixels',
    async () => {
      const targetNamespaces = [`n${'a'.repeat(60)}`];
      const web = { namespace: 'shop', name: 'web', version: '1.0.0', clusters: ['eu-1'], targetNamespaces };
      const { page } = await suite.open({ width: 390, applications: [web], at: '/applications/shop/web' });
      await page.locator('.targets th .hint').waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    },
    SLOW,
  );

  test(
    'a target of several on a cluster is collapsed alone',
    async () => {
      const { page } = await suite.open({ applications: [TWICE], at: '/applications/shop/web?cluster=host' });
      const open = page.getByRole('button', { expanded: true });
      await vi.waitUntil(async () => (await open.count()) === 2, UNTIL);
      await open.first().click();
      await vi.waitUntil(async () => (await open.count()) === 1, UNTIL);
      await open.click();
      await vi.waitUntil(async () => (await open.count()) === 0, UNTIL);
    },
    SLOW,
  );

  test(
    'a page more than may follow says so, and follows when another one is closed',
    async () => {
      const { page, context, served } = await suite.open();
      await page.locator('.lamp-live').waitFor();
      const tabs = [page];
      for (let tab = 1; tab < 6; tab++) {
        const next = await context.newPage();
        await next.goto(`http://127.0.0.1:${served.port}/`);
        await next.locator(tab < 5 ? '.lamp-live' : '.lamp-behind').waitFor();
        tabs.push(next);
      }
      const last = tabs.at(-1);
      await last?.getByText('too many pages are open: close or hide another one').waitFor();
      await page.close();
      await last?.locator('.lamp-live').waitFor();
    },
    SLOW,
  );
});
