/**
 * Opens the site as it is built in a browser, below the path that it was built for: its pages ask for nothing elsewhere and
 * for nothing that is not there, and its search finds a page.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../harness/browser';

const DIST = join(import.meta.dirname, 'dist');
const BASE = process.env.SITE_BASE ?? '/';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const PAGES = [
  '',
  'waves.html',
  'commands.html',
  'examples/',
  'reference/',
  'reference/classes/cdk8s-fluxapp.FluxApplication.html',
];

const server = createServer(({ url = '' }, response) => {
  const path = decodeURI(url.split('?')[0] as string);
  const file = join(DIST, path.slice(BASE.length), path.endsWith('/') ? 'index.html' : '');
  if (!path.startsWith(BASE) || !existsSync(file) || statSync(file).isDirectory()) {
    response.writeHead(404).end();
    return;
  }
  response
    .writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
    .end(readFileSync(file));
});

async function main(): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const home = `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}`;
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const wrong: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(home) && !request.url().startsWith('data:'))
        wrong.push(`asks for ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) wrong.push(`${response.status()} ${response.url()}`);
    });
    page.on('pageerror', (error) => wrong.push(error.message));
    for (const path of PAGES) {
      await page.goto(`${home}${path}`, { waitUntil: 'networkidle' });
      assert.notEqual(await page.locator('h1').first().textContent(), '', path);
    }
    await page.goto(home, { waitUntil: 'networkidle' });
    await page.locator('#local-search button').first().click();
    await page.locator('#localsearch-input').fill('approve wave');
    await page.locator(`.results a[href^="${BASE}waves.html"]`).first().click();
    await page.locator('h1', { hasText: 'Waves' }).waitFor();
    assert.deepEqual(wrong, []);
    console.log(`${PAGES.length} pages below ${BASE}, and the search, ask for nothing elsewhere`);
  } finally {
    await browser.close();
    server.close();
  }
}

void main();
