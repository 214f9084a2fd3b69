import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { printYaml } from '../../src/yaml';
import { helmApplication, onHost, onMember } from '../application/applications';
import { folderOf } from '../cli/run';
import { limit } from '../random-runs';
import { describeWithBrowser, questions } from './browser';

const SLOW = limit(120_000);
const UNTIL = { timeout: 60_000, interval: 100 };

const text = printYaml(
  helmApplication([onHost('shop'), onMember('eu-west-1', 'shop')], { metadata: { name: 'front', namespace: 'shop' } }),
);

describeWithBrowser('the file of an application', (suite) => {
  test(
    'is edited and removed as a diff, with what Flux makes of it',
    async () => {
      const { path } = folderOf({ 'deploy/front.yaml': text });
      const { page, complaints } = await suite.open({ at: '/applications/shop/front', options: { out: path } });
      await page.getByText('Defined in deploy/front.yaml').waitFor();
      await page.getByRole('link', { name: 'Edit…' }).click();
      await page.getByRole('heading', { name: 'Edit deploy/front.yaml' }).waitFor();
      await page.getByText('No changes yet.').waitFor();
      const editor = page.getByLabel('File', { exact: true });
      await editor.fill(text.replace('kind: fluxcd', 'kind: fluxdc'));
      await page.getByText(/^line \d+: spec\.kind/).waitFor();
      expect(await editor.getAttribute('aria-invalid')).toBe('true');
      await editor.fill(text.replace('version: 6.x', 'version: 6.9.0'));
      const diff = page.getByRole('region', { name: 'Diff' }).locator('pre');
      await vi.waitUntil(async () => (await diff.innerText()).includes('version: 6.9.0'), UNTIL);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('front.patch');
      expect(readFileSync(await download.path(), 'utf8')).toBe(await diff.textContent());

      await page.getByRole('link', { name: 'front' }).click();
      await page.getByRole('link', { name: 'Remove…' }).click();
      await page.getByRole('heading', { name: 'Remove front from deploy/front.yaml' }).waitFor();
      const plan = page.getByRole('region', { name: 'Effect in Flux' }).locator('pre');
      await plan.waitFor();
      expect(await plan.innerText()).toMatch(/uninstall/);
      expect(await page.getByRole('textbox').count()).toBe(0);
      expect(readFileSync(join(path, 'deploy/front.yaml'), 'utf8')).toBe(text);
      expect(complaints).toEqual([]);
    },
    SLOW,
  );

  test(
    'is loaded again if it has changed since, before an edit is a diff',
    async () => {
      const { path } = folderOf({ 'front.yaml': text });
      const { page } = await suite.open({ at: '/edit/shop/front', options: { out: path } });
      const editor = page.getByLabel('File', { exact: true });
      await page.getByText('No changes yet.').waitFor();
      const ofColleague = `# of a colleague\n${text}`;
      writeFileSync(join(path, 'front.yaml'), ofColleague);
      await editor.fill(text.replace('version: 6.x', 'version: 6.9.0'));
      await page.getByText('front.yaml has changed since it was loaded: load it again').waitFor();
      expect(await page.getByRole('region', { name: 'Diff' }).count()).toBe(0);
      await page.getByRole('button', { name: 'Discard changes and load the file again' }).click();
      await vi.waitUntil(async () => (await editor.inputValue()) === ofColleague, UNTIL);
      await editor.fill(ofColleague.replace('version: 6.x', 'version: 6.9.0'));
      const diff = page.getByRole('region', { name: 'Diff' }).locator('pre');
      await diff.waitFor();
      expect((await diff.innerText()).match(/^[-+](?![-+]).*/gm)?.length).toBe(2);
      expect(await page.getByRole('alert').count()).toBe(0);
    },
    SLOW,
  );

  test(
    'keeps an edit while another page is shown, and the browser asks before it is lost',
    async () => {
      const { path } = folderOf({ 'front.yaml': text });
      const { page, complaints } = await suite.open({ at: '/edit/shop/front', options: { out: path } });
      const asked = questions(page);
      const editor = page.getByLabel('File', { exact: true });
      const edited = text.replace('version: 6.x', 'version: 6.9.0');
      await editor.click();
      await page.reload();
      expect(asked).toEqual([]);
      await editor.click();
      await editor.fill(edited);
      await page.getByRole('link', { name: 'front' }).click();
      await page.getByRole('link', { name: 'Remove…' }).click();
      await page.getByRole('region', { name: 'Diff' }).waitFor();
      await page.goBack();
      await page.getByRole('link', { name: 'Edit…' }).waitFor();
      await page.goBack();
      await page.getByRole('region', { name: 'Diff' }).waitFor();
      expect(await editor.inputValue()).toBe(edited);
      await page.reload();
      expect(asked).toEqual(['beforeunload']);
      await vi.waitUntil(async () => (await editor.inputValue()) === text, UNTIL);
      expect(complaints).toEqual([]);
    },
    SLOW,
  );

  test(
    'is not said to be absent where the command does not answer',
    async () => {
      const { path } = folderOf({ 'front.yaml': text });
      const { page, served } = await suite.open({ at: '/applications/shop/front', options: { out: path } });
      await page.getByRole('link', { name: 'Edit…' }).waitFor();
      await served.stop();
      await page.getByRole('link', { name: 'Edit…' }).click();
      await page.getByRole('alert').getByText('Failed to fetch').waitFor();
      expect(await page.getByText('No file in the --out folder').count()).toBe(0);
    },
    SLOW,
  );

  test(
    'is not removed beside a document with errors, which the page lists',
    async () => {
      const other = printYaml(helmApplication([onHost('shop')], { metadata: { name: 'other', namespace: 'shop' } }));
      const { path } = folderOf({ 'shop.yaml': `${text}---\n${other.replace('kind: fluxcd', 'kind: fluxdc')}` });
      const { page, complaints } = await suite.open({ at: '/remove/shop/front', options: { out: path } });
      await page.getByText('Fix the errors to see the diff.').waitFor();
      const problems = page.getByRole('listitem').filter({ hasText: /^line \d+: spec\.kind/ });
      expect(await problems.count()).toBe(1);
      expect(complaints).toEqual([]);
    },
    SLOW,
  );

  test(
    'is not offered where nobody knows it, and an address of it says so',
    async () => {
      const { page, served } = await suite.open({ at: '/applications/shop/front' });
      await page.getByRole('heading', { name: 'front', level: 1 }).waitFor();
      await page.locator('.targets').waitFor();
      expect(await page.getByRole('link', { name: /Edit|Remove/ }).count()).toBe(0);
      await page.goto(`http://127.0.0.1:${served.port}/#/remove/shop/front`);
      await page.getByRole('heading', { name: 'No file in the --out folder defines shop/front' }).waitFor();
    },
    SLOW,
  );
});
