import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type PageFiles, pageHtml } from '../../src/cli/page';
import type { Overview, Row } from '../../src/page';
import { limit } from '../random-runs';
import { describeWithBrowser } from './browser';

const CLUSTERS = Array.from({ length: 60 }, (_, index) => (index === 0 ? 'host' : `member-${index}`));

/** An application on 60 clusters, of which one or two are not ready. */
function rowOf(index: number): Row {
  const failing = CLUSTERS[(index * 7) % 60] as string;
  const core = `context deadline exceeded after ${index % 5} attempts`;
  return {
    ...{ namespace: `team-${index % 20}`, name: `application-${index}`, type: 'HelmRelease' },
    ...{ source: 'HelmRepository/charts', revision: '1.0.0', desired: 60, ready: 59, state: 'Failed', orphans: 0 },
    groups: [
      { state: 'Ready', revision: '1.0.0', marks: [], clusters: CLUSTERS.filter((cluster) => cluster !== failing) },
      { state: 'Failed', revision: '0.9.0', marks: [], clusters: [failing] },
    ],
    causes: [{ id: 'deadline', state: 'Failed', reason: 'UpgradeFailed', core, clusters: [failing] }],
  };
}

const overview: Overview = {
  ...{ revision: 0, now: '2026-12-01T10:00:00Z', place: { context: 'kind' }, mayPause: false },
  rows: Array.from({ length: 1000 }, (_, index) => rowOf(index)),
};

describeWithBrowser('a thousand applications on sixty clusters', (suite) => {
  test(
    'are few nodes, little memory, and little to load',
    async () => {
      expect(gzipSync(JSON.stringify(overview), { level: 1 }).length).toBeLessThan(90_000);
      const { 'app.js': script, 'app.css': style, 'index.html': html } = suite.files as PageFiles;
      expect([script, style, html].map((text) => gzipSync(text).length).reduce((a, b) => a + b)).toBeLessThan(60_000);

      const folder = mkdtempSync(join(tmpdir(), 'page-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const file = join(folder, 'status.html');
      writeFileSync(file, pageHtml({ overview, details: {} }, suite.files as PageFiles));
      const context = await suite.context();
      const page = await context.newPage();
      await page.goto(pathToFileURL(file).href);
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(
        '1000 of 1000 applications need attention',
      );
      const browser = await context.newCDPSession(page);
      await browser.send('HeapProfiler.collectGarbage');
      const { metrics } = await browser.send('Performance.enable').then(() => browser.send('Performance.getMetrics'));
      const metric = (name: string) => metrics.find((each) => each.name === name)?.value ?? Number.NaN;
      expect(await page.locator('*').count()).toBeLessThan(3000);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      expect(metric('JSHeapUsedSize')).toBeLessThan(20_000_000);

      await page.getByRole('button', { name: '100 of 1000 are shown. Show more' }).click();
      await vi.waitUntil(async () => (await page.locator('th[scope=row]').count()) === 200, { timeout: 30_000 });
      await page.getByRole('searchbox').fill('application-77 ');
      await vi.waitUntil(async () => (await page.locator('th[scope=row]').count()) < 12, { timeout: 30_000 });
    },
    limit(120_000),
  );
});
