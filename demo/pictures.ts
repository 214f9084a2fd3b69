/** Takes the pictures of the page in docs/images/: `npm run demo:pictures`. It needs chromium. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { buildPage } from '../build/page';
import { findChromium } from '../harness/browser';
import { NIGHT, SHOWN_AT, shownObjects } from '../harness/fleet/shown-fleet';
import { pageHtml, staticData } from '../src/cli/page';
import { viewsOf } from '../src/observe';

/** The pictures are in the package: of 100. */
const QUALITY = 45;

/** What is shown in each picture. */
const PICTURES = {
  'ui-light': { at: '/', width: 1280, height: 860, scheme: 'light' },
  'ui-dark': { at: '/applications/shop/checkout/eu-central-1-shop', width: 1280, height: 860, scheme: 'dark' },
} as const;

/** @param folder where the pictures are written to */
async function main(folder: string): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no chromium in PATH');
  const work = mkdtempSync(join(tmpdir(), 'pictures-'));
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const file = join(work, 'status.html');
    const views = viewsOf(shownObjects(NIGHT, SHOWN_AT) as Readonly<Record<string, unknown>>[], SHOWN_AT);
    writeFileSync(file, pageHtml(staticData(views, { context: 'kind-host' }, SHOWN_AT), await buildPage()));
    for (const [name, { at, width, height, scheme }] of Object.entries(PICTURES)) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, locale: 'en-US' });
      const page = await context.newPage();
      await page.goto(`${pathToFileURL(file).href}#${at}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.evaluate('scrollTo(0, 0)');
      const session = await context.newCDPSession(page);
      const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
      writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, 'base64'));
      await context.close();
    }
  } finally {
    await browser.close();
    rmSync(work, { recursive: true });
  }
}

void main(process.argv[2] ?? join(__dirname, '..', 'docs', 'images'));
