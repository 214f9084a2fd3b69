import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { NIGHT, SHOWN_AT, shownObjects } from '../../harness/fleet/shown-fleet';
import { type PageFiles, pageHtml, staticData } from '../../src/cli/page';
import { viewsOf } from '../../src/observe';
import { limit } from '../random-runs';
import { describeWithBrowser } from './browser';

describeWithBrowser('status -o html', (suite) => {
  test(
    'opens from a disk, asks for nothing, and shows the same page without what writes',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'page-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const file = join(folder, 'status.html');
      const views = viewsOf(shownObjects(NIGHT, SHOWN_AT) as never, SHOWN_AT);
      writeFileSync(file, pageHtml(staticData(views, { context: 'kind' }, SHOWN_AT), suite.files as PageFiles));
      const page = await (await suite.context()).newPage();
      const [complaints, asked]: [string[], string[]] = [[], []];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => asked.push(request.url()));
      const { href } = pathToFileURL(file);
      await page.goto(href);
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('9 of 13 applications need attention');
      expect(await page.locator('.lamp').innerText()).toBe('As of 2026-12-01 03:07 UTC');
      await page.locator('.cause', { hasText: 'velero' }).click();
      await page.getByRole('heading', { name: 'velero' }).waitFor();
      expect(await page.locator('.target-detail pre').innerText()).toContain('context deadline exceeded');
      expect(await page.getByRole('button', { name: /Pause|Resume/ }).count()).toBe(0);
      expect(asked.filter((url) => url !== href && !url.startsWith('data:'))).toEqual([]);
      expect(complaints).toEqual([]);
    },
    limit(120_000),
  );
});
