import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { buildPage } from '../../build/page';
import { findChromium } from '../../harness/browser';
import { NIGHT, type ShownApplication, shownObjects } from '../../harness/fleet/shown-fleet';
import type { PageFiles } from '../../src/cli/page';
import type { UiOptions } from '../../src/cli/ui/run';
import { rfc3339 } from '../../src/kubernetes';
import { type Served, serve } from '../cli/ui/served';

/** Options for opening a page. */
export interface OpenOptions {
  readonly width?: number;
  readonly scheme?: 'dark' | 'light';
  readonly locale?: string;
  /** The applications on the server. @default NIGHT */
  readonly applications?: readonly ShownApplication[];
  readonly options?: Partial<UiOptions>;
  /** The changes of a plan file, by address. */
  readonly plan?: Readonly<Record<string, string>>;
  /** The fragment of the address, without the `#`. @default - with the token, as printed by the command */
  readonly at?: string;
}

/** A page in a browser, and its complaints. */
export interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly served: Served;
  /** Errors in its console, including violations of its Content-Security-Policy. */
  readonly complaints: string[];
  /** The addresses that it has requested. */
  readonly asked: string[];
}

/** The questions of a page from now on, by type. Each is accepted. */
export function questions(page: Page): string[] {
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  return asked;
}

/** A suite with a browser, skipped if none is installed. */
export function describeWithBrowser(name: string, body: (suite: Suite) => void): void {
  const executablePath = findChromium();
  describe.skipIf(executablePath === undefined)(name, () => {
    const suite = new Suite(executablePath as string);
    beforeAll(() => suite.start(), 120_000);
    afterAll(() => suite.stop());
    body(suite);
  });
}

/** A browser, and the built page. */
export class Suite {
  private browser: Browser | undefined;
  files: PageFiles | undefined;

  constructor(private readonly executablePath: string) {}

  async start(): Promise<void> {
    this.files = await buildPage();
    this.browser = await chromium.launch({ executablePath: this.executablePath, args: ['--no-sandbox'] });
  }

  async stop(): Promise<void> {
    await this.browser?.close();
  }

  /** Creates a separate window, without a page. */
  async context({ width = 1280, scheme = 'light', locale = 'en-US' }: OpenOptions = {}): Promise<BrowserContext> {
    const browser = this.browser as Browser;
    const context = await browser.newContext({
      ...{ viewport: { width, height: 900 }, colorScheme: scheme, locale, reducedMotion: 'reduce' },
    });
    context.setDefaultTimeout(30_000);
    onTestFinished(() => context.close());
    return context;
  }

  /** Serves the page and opens it. */
  async open(options: OpenOptions = {}): Promise<Opened> {
    const { applications = NIGHT, at } = options;
    const served = await serve(
      shownObjects(applications, rfc3339(new Date())),
      this.files as PageFiles,
      options.options,
      options.plan,
    );
    const context = await this.context(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    const asked: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => asked.push(request.url()));
    const address = `http://127.0.0.1:${served.port}/`;
    await page.goto(`${address}#token=${served.token}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    if (at !== undefined) await page.goto(`${address}#${at}`);
    return { page, context, served, complaints, asked };
  }
}
