import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { SHOWN_AT } from '../../harness/fleet/shown-fleet';
import { manyRows, overviewOf } from '../../harness/fleet/shown-rows';
import { type PageFiles, pageHtml } from '../../src/cli/page';
import { type Api, PageServer } from '../../src/cli/ui/page-server';
import { type Overview, type Row, worstRowFirst } from '../../src/page';
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
      expect(await page.locator('*').count()).toBeLessThan(3000);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      expect(await heapOf(page)).toBeLessThan(20_000_000);

      // every row can be reached, and rows that have left the window are removed
      const whole = await heightOf(page);
      expect(whole).toBeGreaterThan(1000 * 37);
      for (const share of [0.5, 1]) {
        await page.evaluate((to) => scrollTo(0, to), whole * share);
        await vi.waitUntil(async () => (await seen(page, 'th[scope=row]')) > 10, UNTIL);
        expect(await page.locator('*').count()).toBeLessThan(3000);
        expect(await heightOf(page)).toBe(whole);
        // the names of the clusters stay visible
        expect(await page.locator('.matrix thead').evaluate((head) => head.getBoundingClientRect().top)).toBe(0);
      }
      await page.locator('th[scope=row]').last().waitFor();
      expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('1021');
      await page.getByRole('searchbox').fill('application-77 ');
      await vi.waitUntil(async () => (await page.locator('th[scope=row]').count()) < 12, UNTIL);
    },
    SLOW,
  );

  test.each([
    ['the list', 1280, 'tr', 41],
    ['the cards', 390, 'li', 123],
  ] as const)(
    'a thousand on sixty in %s are few nodes, and each can be reached, and a change draws its own alone',
    async (_, width, item, height) => {
      const rows = manyRows(1000, 60);
      const { page, change } = await serve(suite, rows, { width });
      await page.goto(`${page.url()}?view=list`);
      const items = page.getByRole('region', { name: 'Applications' }).locator(`${item}[data-item]`);
      await items.first().waitFor();
      const nodes = () => page.locator('*').count();
      expect(await nodes()).toBeLessThan(3000);
      expect(await heapOf(page)).toBeLessThan(20_000_000);
      expect(await items.count()).toBeLessThan(64);
      expect(await items.evaluateAll((all) => all.map((each) => each.getBoundingClientRect().height))).toEqual(
        Array(await items.count()).fill(height),
      );

      await page.evaluate(observeItems);
      change('application-100', '2.0.0');
      await vi.waitUntil(() => page.evaluate(() => document.body.dataset.drawn), UNTIL);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      expect(await page.evaluate(() => document.body.dataset.drawn)).toBe('application-100');

      const whole = await heightOf(page);
      expect(whole).toBeGreaterThan(1000 * height);
      for (const share of [0.5, 1]) {
        await page.evaluate((to) => scrollTo(0, to), whole * share);
        await vi.waitUntil(async () => (await seen(page, `${item}[data-item]`)) > 4, UNTIL);
        expect(await nodes()).toBeLessThan(3000);
        expect(await heightOf(page)).toBe(whole);
      }
      const last = items.last();
      expect(await last.innerText()).toContain('application-989');
      const [position, size] =
        item === 'tr'
          ? [last.getAttribute('aria-rowindex'), page.getByRole('grid').getAttribute('aria-rowcount')]
          : [last.getAttribute('aria-posinset'), last.getAttribute('aria-setsize')];
      expect([await position, await size]).toEqual(item === 'tr' ? ['1001', '1001'] : ['1000', '1000']);

      await page.getByRole('searchbox').fill('application-77 ');
      await vi.waitUntil(async () => (await items.count()) < 12, UNTIL);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    },
    SLOW,
  );

  test(
    'keys reach the first and the last of the list',
    async () => {
      const rows = manyRows(1000, 60);
      const names = [...rows].sort(worstRowFirst).map(({ name }) => name);
      const { page } = await serve(suite, rows);
      await page.goto(`${page.url()}?view=list`);
      const focused = () => page.evaluate(() => document.activeElement?.textContent);
      await page.locator('table a[tabindex="0"]').focus();
      expect([await focused(), await page.locator('table a[tabindex="0"]').count()]).toEqual([names[0], 1]);
      for (let step = 0; step < 60; step++) await page.keyboard.press('ArrowDown');
      expect(await focused()).toBe(names[60]);
      await page.keyboard.press('Control+End');
      await vi.waitUntil(async () => (await focused()) === names.at(-1), UNTIL);
      await page.keyboard.press('ArrowUp');
      expect(await focused()).toBe(names.at(-2));
      for (let step = 0; step < 40; step++) await page.keyboard.press('ArrowUp');
      const isOnTop = () =>
        page.evaluate(() => {
          const { left, top } = (document.activeElement as Element).getBoundingClientRect();
          return document.elementFromPoint(left + 2, top + 2) === document.activeElement;
        });
      expect(await focused()).toBe(names.at(-42));
      // the page may still be drawing the rows above it
      await vi.waitUntil(isOnTop, UNTIL);
      await page.keyboard.press('Control+Home');
      await vi.waitUntil(async () => (await focused()) === names[0], UNTIL);
    },
    SLOW,
  );

  test.each([1280, 390])(
    'the way back leads to the place that was left, with its focus, and a reload stays there: %d pixels',
    async (width) => {
      const { page } = await serve(suite, manyRows(1000, 60), { width });
      await page.goto(`${page.url()}?view=list`);
      await page.locator('[data-item] a').last().waitFor();
      await page.evaluate(() => scrollTo(0, 20_000));
      await vi.waitUntil(async () => (await seen(page, '[data-item]')) > 4, UNTIL);
      const middle = () => page.evaluate(() => document.elementFromPoint(200, innerHeight / 2)?.textContent);
      const href = await page.evaluate(() =>
        [...document.querySelectorAll('[data-item] a')]
          .find((each) => each.getBoundingClientRect().top > 200)
          ?.getAttribute('href'),
      );
      const link = page.locator(`a[href="${href}"]`);
      const [left, name, place] = [await middle(), await link.textContent(), await page.evaluate(() => scrollY)];
      await link.click();
      await page.getByRole('heading', { name: /^Application .* not found$/ }).waitFor();
      expect(await page.evaluate(() => [scrollY, document.activeElement?.id])).toEqual([0, 'content']);
      await page.goBack();
      await vi.waitUntil(async () => (await page.evaluate(() => scrollY)) === place, UNTIL);
      await vi.waitUntil(async () => (await page.evaluate(() => document.activeElement?.textContent)) === name, UNTIL);
      await vi.waitUntil(async () => (await middle()) === left, UNTIL);
      await page.reload();
      await vi.waitUntil(async () => (await page.evaluate(() => scrollY)) === place, UNTIL);
      await vi.waitUntil(async () => (await middle()) === left, UNTIL);
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
      // the heads of all columns exist, so that each can be reached
      await page.locator('thead a[tabindex="0"]').focus();
      for (let step = 0; step < 299; step++) await page.keyboard.press('ArrowRight');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('title'))).toContain('member-299');
    },
    SLOW,
  );

  test(
    'counts and states stay in their columns',
    async () => {
      const rows = manyRows(10, 301).map((row) => ({ ...row, state: 'Suspended' as const }));
      const page = await open(suite, overviewOf(rows));
      /** The number of pixels that the content of a cell is too wide for it, without its padding. */
      const excess = (cell: string) =>
        page
          .locator(cell)
          .first()
          .evaluate((box) => {
            const content = document.createRange();
            content.selectNodeContents(box);
            const end = box.getBoundingClientRect().right - Number.parseFloat(getComputedStyle(box).paddingRight);
            return Math.max(0, Math.round(content.getBoundingClientRect().right - end));
          });
      expect(await excess('.matrix tbody td.count')).toBe(0);
      await page.goto(`${page.url()}#/?view=list`);
      await page.locator('.list .badge').first().waitFor();
      expect(await excess('.list tbody td:has(.badge)')).toBe(0);
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

  test(
    'on paper stand the whole list, all causes, and all cards',
    async () => {
      const rows = manyRows(150, 12).map((row, index) => {
        const causes = row.causes.map((cause) => ({ ...cause, id: String(index), core: `cause ${index}` }));
        return { ...row, causes };
      });
      for (const width of [1280, 390]) {
        const page = await open(suite, overviewOf(rows), width);
        await page.goto(`${page.url()}#/?view=list`);
        await page.locator('[data-item]').first().waitFor();
        const causes = page.getByRole('region', { name: 'Needs attention' });
        expect(await causes.getByRole('listitem').count()).toBe(10);
        await page.evaluate(() => {
          addEventListener('beforeprint', () => {
            document.title = `${document.querySelectorAll('[data-item]').length} items`;
          });
        });
        await page.pdf();
        expect(await page.title()).toBe('300 items');
        await causes.getByRole('button', { name: 'Show 140 more causes' }).click();
        await causes.getByText('cause 11', { exact: true }).waitFor();
        expect(await page.locator('*').count()).toBeLessThan(3000);
      }
    },
    SLOW,
  );

  test(
    'an address opens a target far down, of many targets that are not drawn',
    async () => {
      const clusters = Array.from({ length: 300 }, (_, index) => `member-${1000 + index}`);
      const application = { namespace: 'shop', name: 'web', version: '1.0.0', clusters };
      const { page } = await suite.open({
        applications: [application],
        at: '/applications/shop/web/member-1250-shop',
      });
      const detail = page.locator('.target-detail');
      await detail.waitFor();
      await vi.waitUntil(() => detail.evaluate((each) => each.getBoundingClientRect().top < innerHeight), UNTIL);
      expect(await page.locator('.open > tr').first().getAttribute('aria-rowindex')).toBe('252');
      expect(await page.locator('.targets').getAttribute('aria-rowcount')).toBe('301');
      expect(await page.locator('*').count()).toBeLessThan(3000);
      // the page does not scroll when the open target is rendered again
      await page.evaluate(() => scrollTo(0, 0));
      await page.locator('.targets th[scope=row]').getByText('member-1000').waitFor();
      expect([await detail.count(), await page.evaluate(() => scrollY)]).toEqual([0, 0]);
    },
    SLOW,
  );

  test(
    'the dialog of a target stays open when its row leaves the window',
    async () => {
      const clusters = Array.from({ length: 300 }, (_, index) => `member-${1000 + index}`);
      const application = { namespace: 'shop', name: 'web', version: '1.0.0', clusters };
      const { page } = await suite.open({
        applications: [application],
        at: '/applications/shop/web/member-1001-shop',
      });
      await page.locator('.target-detail').getByRole('button', { name: 'Pause…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Pause web on member-1001' });
      await dialog.getByRole('textbox').fill('moved');
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await page.locator('.target-detail').waitFor({ state: 'detached' });
      expect(await dialog.getByRole('textbox').inputValue()).toBe('moved');
      await dialog.getByRole('button', { name: 'Check' }).click();
      await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
    },
    SLOW,
  );
});

/** The number of elements that the window shows. */
function seen(page: Page, selector: string): Promise<number> {
  return page.evaluate(
    (wanted) =>
      [...document.querySelectorAll(wanted)].filter((each) => {
        const { top, bottom } = each.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
      }).length,
    selector,
  );
}

function heightOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollHeight);
}

/** The bytes of the JavaScript heap. */
async function heapOf(page: Page): Promise<number> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('HeapProfiler.collectGarbage');
  await browser.send('Performance.enable');
  const { metrics } = await browser.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
}

/** Runs in the page and records the names of applications whose elements change. */
function observeItems(): void {
  const names = new Set<string>();
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const element = target instanceof Element ? target : target.parentElement;
      const [name] = /application-\d+/.exec(element?.closest('[data-item]')?.textContent ?? '') ?? [];
      if (name !== undefined) names.add(name);
    }
    document.body.dataset.drawn = [...names].join(' ');
  }).observe(document.querySelector('section[aria-labelledby=applications]') as Element, {
    ...{ subtree: true, childList: true, characterData: true, attributes: true },
  });
}

/** Serves rows, and opens the page. */
async function serve(suite: Suite, rows: readonly Row[], { width = 1280 } = {}) {
  let revision = 0;
  let current = rows;
  const streams = new Set<ServerResponse>();
  const api: Api = {
    get: async (path) => (path === 'overview' ? { ...overviewOf([...current]), revision } : undefined),
    stream: (response) => {
      response.writeHead(200);
      streams.add(response);
      response.on('close', () => streams.delete(response));
      response.write(`event: clock\ndata: ${JSON.stringify({ now: SHOWN_AT, trouble: null })}\n\n`);
      return true;
    },
    post: async () => undefined,
  };
  const files = suite.files as PageFiles;
  const failed = (cause: unknown) => expect.fail(String(cause));
  const server = await PageServer.start({ port: 0, audience: { token: 'scale' }, files, api, failed });
  onTestFinished(() => server.close());
  const page = await (await suite.context({ width })).newPage();
  await page.goto(`${server.url}#token=scale`);
  await page.locator('.lamp-live').waitFor();
  /** Changes the running revision of one application. */
  const change = (name: string, version: string) => {
    const row = current.find((each) => each.name === name) as Row;
    const groups = row.groups.map((group) => ({ ...group, revision: version }));
    const changed = { ...row, revision: version, ready: row.ready - 1, groups };
    current = current.map((each) => (each === row ? changed : each));
    const data = JSON.stringify({ revision: ++revision, rows: [changed], gone: [] });
    for (const stream of streams) stream.write(`event: changes\ndata: ${data}\n\n`);
  };
  return { page, change };
}

/** Opens a page that is a static file. */
async function open(suite: Suite, overview: Overview, width?: number): Promise<Page> {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'status.html');
  writeFileSync(file, pageHtml({ overview, details: {} }, suite.files as PageFiles));
  const page = await (await suite.context({ width })).newPage();
  await page.goto(pathToFileURL(file).href);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}
