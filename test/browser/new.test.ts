import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import type { PageFiles } from '../../src/cli/page';
import { folderOf } from '../cli/run';
import { servePage } from '../cli/ui/served';
import { limit } from '../random-runs';
import { describeWithBrowser, questions } from './browser';

const SLOW = limit(120_000);
const UNTIL = { timeout: 60_000, interval: 100 };

const field = (page: Page, name: string) => page.getByLabel(name, { exact: true });
const code = (page: Page) => page.locator('.preview pre');

/** Fills in the required fields of an application. */
async function fill(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'New application' }).click();
  await field(page, 'Name').fill('web');
  await field(page, 'Namespace').fill('shop');
  await field(page, 'Source').fill('HelmRepository/charts');
  await field(page, 'Chart').fill('podinfo');
  await field(page, 'Target namespace').fill('web');
  await code(page).waitFor();
}

describeWithBrowser('the form for a new application', (suite) => {
  test(
    'shows code, YAML and what Flux gets, and saves a file once',
    async () => {
      const { path } = folderOf({ 'out/': '' });
      const out = join(path, 'out');
      const { page, served, complaints, asked } = await suite.open({ options: { out } });
      await fill(page);
      await page.getByText('Advanced').click();
      await field(page, 'Values').fill('replicaCount=3');
      await field(page, 'Helm options').fill('install.timeout=5m');
      await page.getByRole('button', { name: 'Add ConfigMap or Secret' }).click();
      await page.getByRole('combobox', { name: 'Kind 1' }).selectOption('Secret');
      await page.getByRole('textbox', { name: 'Name 1' }).fill('web-secrets');
      await page.getByRole('button', { name: 'Add target' }).click();
      await page.getByLabel('Cluster', { exact: true }).last().fill('eu-west-1');
      const shown = () => code(page).innerText();
      await vi.waitUntil(async () => (await shown()).includes("Cluster.member('eu-west-1')"), UNTIL);
      expect(await shown()).toContain("set: ['replicaCount=3']");
      expect(await shown()).toContain("install: { timeout: '5m' }");
      expect(await shown()).toContain("valuesFrom: [{ kind: 'Secret', name: 'web-secrets' }]");

      await page.getByRole('button', { name: 'Flux' }).click();
      await page.getByRole('combobox', { name: 'Flux object' }).selectOption('HelmRelease web--eu-west-1--web');
      await vi.waitUntil(async () => (await shown()).includes('name: web--eu-west-1--web'), UNTIL);
      await page.getByRole('button', { name: 'YAML' }).click();
      await vi.waitUntil(async () => (await shown()).includes('kind: Application'), UNTIL);

      await page.getByRole('button', { name: 'Save shop/web.yaml' }).click();
      await page.getByText('Saved shop/web.yaml').waitFor();
      expect(readFileSync(join(out, 'shop/web.yaml'), 'utf8')).toBe(await code(page).textContent());
      await page.getByRole('button', { name: 'Save shop/web.yaml' }).click();
      await page.getByText('shop/web.yaml already exists and was not changed').waitFor();

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('web.yaml');
      expect(readFileSync(await download.path(), 'utf8')).toBe(await code(page).textContent());
      expect(served.cluster.writes).toEqual([]);
      // the browser logs the status of the rejection
      expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
      expect(
        asked.filter((url) => !url.startsWith(`http://127.0.0.1:${served.port}/`) && !url.startsWith('blob:')),
      ).toEqual([]);
    },
    SLOW,
  );

  test(
    'shows what is wrong at its field, and leads to it',
    async () => {
      const { page, complaints } = await suite.open({ at: '/new' });
      await page.getByRole('button', { name: /^metadata\.name: / }).waitFor();
      // no field was visited yet, so none shows an error
      expect(await page.locator('[aria-invalid=true]').count()).toBe(0);
      await fill(page);
      await page.getByText('Advanced').click();
      await field(page, 'Interval').fill('5 min');
      await field(page, 'Name').focus();
      const interval = field(page, 'Interval');
      await vi.waitUntil(async () => (await interval.getAttribute('aria-invalid')) === 'true', UNTIL);
      const described = await interval.getAttribute('aria-describedby');
      expect(await page.locator(`[id="${described}"]`).innerText()).toContain('"5 min" is not a duration');
      expect(await code(page).count()).toBe(0);
      await page.getByText('Advanced').click();
      expect(await interval.isVisible()).toBe(false);
      await page.getByRole('button', { name: /interval: "5 min" is not a duration/ }).click();
      expect(await interval.evaluate((element) => element === document.activeElement)).toBe(true);
      await interval.fill('5m');
      await code(page).waitFor();
      expect(await page.getByRole('button', { name: /^Save/ }).count()).toBe(0);
      expect(complaints).toEqual([]);
    },
    SLOW,
  );

  test(
    'offers what is in the cluster, adds all clusters, and keeps what was typed',
    async () => {
      const { page, complaints } = await suite.open();
      await fill(page);
      const options = (id: string) =>
        page
          .locator(`[id="field-${id}-options"] option`)
          .evaluateAll((all) => all.map((one) => one.getAttribute('value')));
      await vi.waitUntil(async () => (await options('source')).includes('HelmRepository/shop/charts'), UNTIL);
      expect(await options('targets.0.cluster')).toContain('eu-west-1');
      await page.getByRole('button', { name: /^Add \d+ clusters$/ }).click();
      await vi.waitUntil(async () => (await code(page).innerText()).includes('.map((cluster)'), UNTIL);
      await page.getByRole('link', { name: 'fluxapp' }).click();
      await page.getByRole('heading', { name: /need attention/ }).waitFor();
      await page.goBack();
      expect(await field(page, 'Chart').inputValue()).toBe('podinfo');
      await page.getByRole('button', { name: 'Clear form' }).click();
      expect(await field(page, 'Chart').inputValue()).toBe('');
      expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('podinfo');
      expect(complaints).toEqual([]);
    },
    SLOW,
  );

  test(
    'a further target is open, and closes no other',
    async () => {
      const { page, complaints } = await suite.open({ at: '/new' });
      const isOpen = () =>
        page.locator('.target-form').evaluateAll((all) => all.map((form) => (form as HTMLDetailsElement).open));
      await page.locator('.target-form').waitFor();
      for (let count = 2; count <= 5; count++) {
        await page.getByRole('button', { name: 'Add target' }).click();
        await vi.waitUntil(async () => (await isOpen()).length === count, UNTIL);
        expect(await isOpen()).toEqual(Array(count).fill(true));
      }
      expect(complaints).toEqual([]);
    },
    SLOW,
  );

  test(
    'is not lost without a question, unless it is empty or saved',
    async () => {
      const { path } = folderOf({ 'out/': '' });
      const { page, complaints } = await suite.open({ options: { out: join(path, 'out') } });
      const asked = questions(page);
      await fill(page);
      await page.getByRole('button', { name: 'Clear form' }).click();
      await page.reload();
      expect(asked).toEqual([]);
      await page.getByRole('link', { name: 'fluxapp' }).click();
      await fill(page);
      await page.getByRole('button', { name: 'Save shop/web.ts' }).click();
      await page.getByText('Saved shop/web.ts').waitFor();
      await page.getByRole('link', { name: 'fluxapp' }).click();
      await page.reload();
      expect(asked).toEqual([]);
      await fill(page);
      await page.getByRole('link', { name: 'fluxapp' }).click();
      await page.reload();
      expect(asked).toEqual(['beforeunload']);
      expect(complaints).toEqual([]);
    },
    SLOW,
  );

  test(
    'survives a new start of the command, whose address is opened in the same tab',
    async () => {
      const { page, served } = await suite.open();
      await fill(page);
      const { port, kubeconfig } = served;
      await served.stop();
      const next = await servePage({ port, kubeconfig, allNamespaces: true }, suite.files as PageFiles);
      await page.getByText('Missing or invalid token').waitFor();
      await page.goto(`http://127.0.0.1:${port}/#token=${next.token}`);
      await code(page).waitFor();
      expect(await field(page, 'Chart').inputValue()).toBe('podinfo');
      await page.locator('.lamp-live').waitFor();
      expect(page.url()).toBe(`http://127.0.0.1:${port}/#/new`);
    },
    SLOW,
  );

  test.each([1280, 390])(
    'nothing overflows at %d pixels, in Chinese too',
    async (width) => {
      const { page } = await suite.open({ width, locale: 'zh-CN', at: '/new' });
      await page.getByRole('heading', { name: '新建应用' }).waitFor();
      await page.getByText('高级').click();
      await page.getByRole('button', { name: '添加 ConfigMap 或 Secret' }).click();
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    },
    SLOW,
  );
});
