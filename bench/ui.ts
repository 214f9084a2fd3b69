/**
 * The costs of the page of `fluxapp ui` in a browser: `npm run bench:ui`, which needs chromium. The server is that of
 * the command, with synthetic applications; the browser is real. The same page with all rows drawn is measured too,
 * because it is printed like that.
 *
 * Arguments: applications (1000), clusters (60), rounds (3).
 */
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from 'playwright-core';
import { buildPage } from '../build/page';
import { findChromium } from '../harness/browser';
import { manyRows, overviewOf } from '../harness/fleet/shown-rows';
import { type Api, PageServer } from '../src/cli/ui/page-server';
import type { Row } from '../src/page';
import { interleaved, machine, spread } from './timing';

const TOKEN = 'bench';

/** The number of changes of one application each, and their rate per second. */
const [CHANGES, PER_SECOND] = [25, 5];

/** The measurements of the page in a browser. */
interface Measured {
  /** The time from the start until the first rows are drawn. */
  readonly firstMs: number;
  readonly nodes: number;
  readonly heapMb: number;
  /** The browser's work for a change of an application. */
  readonly changeMs: number;
  /** The number of rows in which a change has drawn cells. */
  readonly rows: number;
}

/** The rows, and the open streams of the page. */
class Fleet {
  private readonly streams = new Set<{ write(text: string): void }>();
  private revision = 0;

  constructor(private rows: Row[]) {}

  readonly api: Api = {
    get: async (path) => (path === 'overview' ? { ...overviewOf(this.rows), revision: this.revision } : undefined),
    stream: (response) => {
      response.writeHead(200);
      this.streams.add(response);
      response.on('close', () => this.streams.delete(response));
      response.write(`event: clock\ndata: ${JSON.stringify({ now: '2026-12-01T10:00:00Z', trouble: null })}\n\n`);
      return true;
    },
    post: async () => undefined,
  };

  /** Changes the version of one application. */
  change(): void {
    this.revision++;
    // in the first namespace, which is visible
    const index = (this.revision % 10) * 20;
    const row = this.rows[index] as Row;
    const groups = row.groups.map((group) => ({ ...group, revision: `1.0.${this.revision}` }));
    const changed = { ...row, ready: row.ready - (this.revision % 2), groups };
    this.rows = this.rows.map((each, at) => (at === index ? changed : each));
    const data = JSON.stringify({ revision: this.revision, rows: [changed], gone: [] });
    for (const stream of this.streams) stream.write(`event: changes\ndata: ${data}\n\n`);
  }
}

async function main(applications: number, clusters: number, rounds: number): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no chromium in PATH');
  const files = await buildPage();
  const fleet = new Fleet(manyRows(applications, clusters));
  const failed = (cause: unknown) => console.error(cause);
  const server = await PageServer.start({ port: 0, audience: { token: TOKEN }, files, api: fleet.api, failed });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const measure = async (drawsAll: boolean) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
      const page = await context.newPage();
      const measured = await measurePage(page, `${server.url}#token=${TOKEN}`, fleet, drawsAll);
      await context.close();
      return measured;
    };
    const results = await interleaved(rounds, { window: () => measure(false), all: () => measure(true) });
    const { 'icon.svg': _, ...loaded } = files;
    const kb = (text: string) => gzipSync(text).length / 1000;
    const page = Object.values(loaded).reduce((sum, text) => sum + kb(text), 0);
    console.log(`${machine()}, Chromium ${browser.version()}; ${applications} x ${clusters}, ${rounds} rounds`);
    console.log(
      `page ${page.toFixed(1)} kB gzip, data ${kb(JSON.stringify(overviewOf(manyRows(applications, clusters)))).toFixed(1)} kB gzip\n`,
    );
    console.log('| | what is seen is drawn | everything is drawn |\n|---|--:|--:|');
    const row = (title: string, field: keyof Measured, digits: number) => {
      const [ours, theirs] = [results.window, results.all].map((all) =>
        spread(
          all.map((each) => each[field]),
          digits,
        ),
      );
      console.log(`| ${title} | ${ours} | ${theirs} |`);
    };
    row('until the rows are drawn, ms', 'firstMs', 0);
    row('nodes', 'nodes', 0);
    row('heap, MB', 'heapMb', 1);
    row('work of the browser for a change, ms', 'changeMs', 1);
    row('rows that a change draws', 'rows', 2);
  } finally {
    await browser.close();
    await server.close();
  }
}

async function measurePage(page: Page, url: string, fleet: Fleet, drawsAll: boolean): Promise<Measured> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const metric = async (name: string) => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find((each) => each.name === name)?.value ?? Number.NaN;
  };
  const start = performance.now();
  await page.goto(url);
  await page.locator('th[scope=row]').first().waitFor();
  if (drawsAll) await page.evaluate(() => void dispatchEvent(new Event('beforeprint')));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const firstMs = performance.now() - start;
  await session.send('HeapProfiler.collectGarbage');
  const heapMb = (await metric('JSHeapUsedSize')) / 1e6;
  const nodes = await page.locator('*').count();
  await page.evaluate(observeRows);
  const before = await metric('TaskDuration');
  for (let change = 0; change < CHANGES; change++) {
    fleet.change();
    await page.waitForTimeout(1000 / PER_SECOND);
  }
  const changeMs = (((await metric('TaskDuration')) - before) * 1000) / CHANGES;
  const rows = Number(await page.evaluate(() => document.body.dataset.drawn)) / CHANGES;
  return { firstMs, nodes, heapMb, changeMs, rows };
}

/** Runs in the page: for each drawing, counts the rows in which cells are drawn. */
function observeRows(): void {
  let drawn = 0;
  const observer = new MutationObserver((changes) => {
    const rows = new Set(
      changes.map(({ target }) => (target instanceof Element ? target : target.parentElement)?.closest('tbody tr')),
    );
    rows.delete(null);
    rows.delete(undefined);
    drawn += rows.size;
    document.body.dataset.drawn = String(drawn);
  });
  const attributeFilter = ['class', 'title', 'href', 'd'];
  const grid = document.querySelector('[role=grid]') as Element;
  observer.observe(grid, { subtree: true, childList: true, characterData: true, attributeFilter });
}

const [applications = 1000, clusters = 60, rounds = 3] = process.argv.slice(2).map(Number);
void main(applications, clusters, rounds);
