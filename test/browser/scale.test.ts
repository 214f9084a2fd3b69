import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test, vi } from 'vitest';
import { manyRows, overviewOf } from '../../harness/fleet/shown-rows';
import { type PageFiles, pageHtml } from '../../src/cli/page';
import type { Overview } from '../../src/page';
import { limit } from '../random-runs';
import { describeWithBrowser, type Suite } from './browser';

const UNTIL = { timeout: 30_000, interval: 100 };
const SLOW = limit(120_000);

describeWithBrowser('many applications on many clusters', (suite) => {
  test(
    'a thousand on sixty are few nodes, little memory, and little to load',
    async () => {
      const overview = overviewOf(manyRows(1000, 60));
      expect(gzipSync(JSON.stringify(overview), { level: 1 }).length).toBeLessThan(90_000);
      const { 'app.js': script, 'app.css': style, 'index.html': html } = suite.files as PageFiles;
      expect([script, style, html].map((text) => gzipSync(text).length).reduce((a, b) => a + b)).toBeLessThan(60_000);

      const page = await open(suite, overview);
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(
        '1000 of 1000 applications need attention',
      );
      const browser = await page.context().newCDPSession(page);
      await browser.send('HeapProfiler.collectGarbage');
      const { metrics } = await browser.send('Performance.enable').then(() => browser.send('Performance.getMetrics'));
      const metric = (name: string) => metrics.find((each) => each.name === name)?.value ?? Number.NaN;
      expect(await page.locator('*').count()).toBeLessThan(3000);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      expect(metric('JSHeapUsedSize')).toBeLessThan(20_000_000);

      // every one of them can be reached, and what is left behind is drawn no longer
      const height = () => page.evaluate(() => document.documentElement.scrollHeight);
      const whole = await height();
      expect(whole).toBeGreaterThan(1000 * 37);
      for (const share of [0.5, 1]) {
        await page.evaluate((to) => scrollTo(0, to), whole * share);
        await vi.waitUntil(async () => (await seen(page)) > 10, UNTIL);
        expect(await page.locator('*').count()).toBeLessThan(3000);
        expect(await height()).toBe(whole);
      }
      await page.locator('th[scope=row]').last().waitFor();
      expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('1021');
      await page.getByRole('searchbox').fill('application-77 ');
      await vi.waitUntil(async () => (await page.locator('th[scope=row]').count()) < 12, UNTIL);
    },
    SLOW,
  );

  test(
    'columns out of sight are not drawn before they are scrolled to, by keys too',
    async () => {
      const page = await open(suite, overviewOf(manyRows(10, 300)));
      expect(await page.locator('*').count()).toBeLessThan(3000);
      const cell = (name: string) => page.locator(`a.cell[title*="on ${name}:"]`);
      expect(await cell('member-63').count()).toBe(0);
      await page
        .locator('.scroll')
        .last()
        .evaluate((box) => box.scrollTo(63 * 34, 0));
      await cell('member-63').first().waitFor();
      // the head of each column is there, so that one comes to each of them
      await page.locator('thead a[tabindex="0"]').focus();
      for (let step = 0; step < 299; step++) await page.keyboard.press('ArrowRight');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('title'))).toContain('member-299');
    },
    SLOW,
  );

  test(
    'on paper the whole matrix stands, as wide as the sheet, and no control',
    async () => {
      const page = await open(suite, overviewOf(manyRows(150, 60)));
      const drawn = () => page.locator('th[scope=row]').count();
      expect(await drawn()).toBeLessThan(100);
      await page.evaluate(() => {
        addEventListener('beforeprint', () => {
          document.title = `${document.querySelectorAll('th[scope=row]').length} rows`;
        });
      });
      await page.pdf();
      expect(await page.title()).toBe('150 rows');
      await vi.waitUntil(async () => (await drawn()) < 100, UNTIL);
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('button:visible, input:visible').count()).toBe(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    },
    SLOW,
  );
});

/** Rows that the window shows. */
function seen(page: Awaited<ReturnType<typeof open>>): Promise<number> {
  return page.evaluate(
    () =>
      [...document.querySelectorAll('th[scope=row]')].filter((each) => {
        const { top, bottom } = each.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
      }).length,
  );
}

/** Opens the page of a file. */
async function open(suite: Suite, overview: Overview) {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'status.html');
  writeFileSync(file, pageHtml({ overview, details: {} }, suite.files as PageFiles));
  const page = await (await suite.context()).newPage();
  await page.goto(pathToFileURL(file).href);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}
