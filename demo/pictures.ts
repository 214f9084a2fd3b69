/**
 * Takes the pictures of the page in docs/images/: `npm run demo:pictures`. The page is that of `fluxapp ui`, on the
 * clusters of the demo with Flux. It needs chromium, and the requirements of the demo.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type Browser, chromium, type Page } from 'playwright-core';
import { buildPage } from '../build/page';
import { until } from '../harness';
import { findChromium } from '../harness/browser';
import { serveUi } from '../src/cli/ui/run';
import { bringNight } from './night';
import { Endings } from './stage';

/** The quality of the pictures, out of 100. It is low because they are part of the package. */
const QUALITY = 45;

/** A picture: the address of the page, and the steps before it is taken. */
interface Picture {
  readonly at: string;
  readonly scheme: 'dark' | 'light';
  readonly height: number;
  /** @default 1280 */
  readonly width?: number;
  readonly prepare?: (page: Page) => Promise<void>;
}

const PICTURES: Readonly<Record<string, Picture>> = {
  'ui-light': { at: '/?ready=show', height: 860, scheme: 'light' },
  'ui-dark': { at: '/applications/shop/checkout/eu-1-shop', height: 860, scheme: 'dark' },
  'ui-narrow': { at: '/', height: 844, width: 390, scheme: 'dark' },
  'ui-new': { at: '/new', height: 960, scheme: 'light', prepare: fill },
};

/** Fills in a form. */
async function fill(page: Page): Promise<void> {
  const type = (label: string, text: string) => page.getByLabel(label, { exact: true }).last().fill(text);
  await type('Name', 'web');
  await type('Namespace', 'shop');
  await type('Source', 'HelmRepository/charts');
  await type('Chart', 'podinfo');
  await type('Version', '6.9.0');
  await type('Target namespace', 'web');
  await type('Values', 'replicaCount=3');
  await page.getByRole('button', { name: 'Add target' }).click();
  await type('Cluster', 'eu-1');
  await type('Values', 'replicaCount=5\nports.traefik.expose=true');
  await page.locator('.preview pre').getByText("'eu-1'").waitFor();
  await page.getByLabel('Name', { exact: true }).first().focus();
}

/** Serves the page like the command. @returns its address, with the token */
async function servePage(kubeconfig: string, endings: Endings): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), 'fluxapp-pictures-'));
  endings.add(async () => rmSync(out, { recursive: true }));
  let address = '';
  const stdout = new PassThrough().on('data', (chunk) => {
    address += chunk;
  });
  const stopping = new AbortController();
  const io = { stdin: process.stdin, stdout, stderr: process.stderr };
  const options = { port: 0, kubeconfig, allNamespaces: true, out };
  const ended = serveUi(options, await buildPage(), io, stopping.signal);
  ended.catch(() => {}); // the error is reported at the end
  endings.add(() => {
    stopping.abort();
    return ended;
  });
  await until('the page is served', async () => address.endsWith('\n'));
  return address.trim();
}

/** @param folder the folder for the pictures */
async function takePictures(folder: string, endings: Endings): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no chromium in PATH');
  const url = await servePage(await bringNight(endings), endings);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  endings.add(() => browser.close());
  for (const [name, picture] of Object.entries(PICTURES)) {
    writeFileSync(join(folder, `${name}.webp`), await take(picture, browser, url));
  }
}

async function take(picture: Picture, browser: Browser, url: string): Promise<Buffer> {
  const { at, height, width = 1280, scheme, prepare } = picture;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.goto(`${url.replace(/#.*/, '')}#${at}`);
  await page.locator('.lamp-live').waitFor();
  await page.locator('main section').first().waitFor();
  await prepare?.(page);
  await page.evaluate('scrollTo(0, 0)');
  const session = await context.newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  await context.close();
  return Buffer.from(data, 'base64');
}

async function main(folder: string): Promise<void> {
  const endings = new Endings();
  try {
    await takePictures(folder, endings);
  } finally {
    await endings.run();
  }
}

main(process.argv[2] ?? join(__dirname, '..', 'docs', 'images')).then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`error: ${error.message}\n`);
    process.exit(1);
  },
);
