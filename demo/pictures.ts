/** Takes the pictures of the page in docs/images/: `npm run demo:pictures`. It needs chromium. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { buildPage } from '../build/page';
import { findChromium } from '../harness/browser';
import { NIGHT, SHOWN_AT, shownObjects } from '../harness/fleet/shown-fleet';
import { staticData } from '../src/cli/page';
import { type Api, PageServer } from '../src/cli/ui/page-server';
import { answerDraft, draftOf } from '../src/draft';
import { viewsOf } from '../src/observe';

/** The pictures are in the package: of 100. */
const QUALITY = 45;

/** A picture: where it is taken, and what is done before. */
interface Picture {
  readonly at: string;
  readonly scheme: 'dark' | 'light';
  readonly height: number;
  readonly prepare?: (page: Page) => Promise<void>;
}

const PICTURES: Readonly<Record<string, Picture>> = {
  'ui-light': { at: '/', height: 860, scheme: 'light' },
  'ui-dark': { at: '/applications/shop/checkout/eu-central-1-shop', height: 860, scheme: 'dark' },
  'ui-new': { at: '/new', height: 960, scheme: 'light', prepare: fill },
};

/** Fills in a form, with a mistake. */
async function fill(page: Page): Promise<void> {
  const type = (label: string, text: string) => page.getByLabel(label, { exact: true }).last().fill(text);
  await type('Name', 'web');
  await type('Namespace', 'shop');
  await type('Source', 'HelmRepository/charts');
  await type('Chart', 'podinfo');
  await type('Version', '6.9.0');
  await type('Namespace in the cluster', 'web');
  await type('Values', 'replicaCount=3');
  await page.getByRole('button', { name: 'Add a target' }).click();
  await type('Cluster', 'eu-central-1');
  await type('Values', 'replicaCount=5\nports.traefik.expose=true');
  await page.locator('.preview pre').getByText("'eu-central-1'").waitFor();
  await page.getByLabel('Name', { exact: true }).first().focus();
}

/** The server of the command, with one moment of a cluster that was made up. */
function apiOf(): Api {
  const views = viewsOf(shownObjects(NIGHT, SHOWN_AT) as Readonly<Record<string, unknown>>[], SHOWN_AT);
  const { overview, details } = staticData(views, { context: 'kind-host' }, SHOWN_AT);
  const clusters = ['host', 'eu-central-1'];
  const choices = { clusters, sources: ['HelmRepository/shop/charts'], templates: [] };
  return {
    async get(path) {
      if (path === 'overview') return { ...overview, mayPause: true, maySave: true };
      if (path === 'choices') return choices;
      const status = details[path.replace('applications/', '')];
      return status && { now: SHOWN_AT, status };
    },
    stream(response) {
      response.writeHead(200);
      response.write(`event: clock\ndata: ${JSON.stringify({ now: SHOWN_AT, trouble: null })}\n\n`);
      return true;
    },
    async post(path, body) {
      const draft = path === 'draft' ? draftOf(body) : undefined;
      return draft && answerDraft(draft);
    },
  };
}

/** @param folder where the pictures are written to */
async function main(folder: string): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no chromium in PATH');
  const audience = { token: 'pictures' };
  const files = await buildPage();
  const server = await PageServer.start({ port: 0, audience, files, api: apiOf(), failed: console.error });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    for (const [name, picture] of Object.entries(PICTURES)) {
      writeFileSync(
        join(folder, `${name}.webp`),
        await take(picture, browser, `${server.url}#token=${audience.token}`),
      );
    }
  } finally {
    await browser.close();
    await server.close();
  }
}

async function take({ at, height, scheme, prepare }: Picture, browser: Browser, url: string): Promise<Buffer> {
  const viewport = { width: 1280, height };
  const context = await browser.newContext({ viewport, colorScheme: scheme, locale: 'en-US' });
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

void main(process.argv[2] ?? join(__dirname, '..', 'docs', 'images'));
