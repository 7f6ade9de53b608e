/** Headless Chromium for tests of what the program writes; where there is none, tests say so and are skipped. */

import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const executable = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser']
  .filter((path) => path !== undefined && path !== '')
  .find((path) => existsSync(path as string));

export const hasChromium = executable !== undefined;

if (!hasChromium) {
  const why = process.env['NO_CHROMIUM'] ?? 'no /usr/bin/chromium, and CHROMIUM names none';
  console.warn(`Browser tests skipped: ${why}`);
}

/** Where screenshots are kept: CI uploads the folder. */
export function screenshotPath(name: string): string {
  const folder = resolve(import.meta.dirname, '../../artifacts/screenshots');
  mkdirSync(folder, { recursive: true });
  return resolve(folder, `${name}.png`);
}

/** Starts a browser with a profile of its own; nothing in it calls home. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(executable === undefined ? {} : { executablePath: executable }),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface Opened {
  readonly page: Page;
  /** What the page complained about, and everything it asked for beside its own file. */
  readonly trouble: string[];
  readonly close: () => Promise<void>;
}

/** Opens a file in a window of that size, and listens. */
export async function openFile(
  browser: Browser,
  path: string,
  look: { readonly width: number; readonly scheme?: 'light' | 'dark'; readonly script?: boolean },
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: 844 },
    colorScheme: look.scheme ?? 'light',
    javaScriptEnabled: look.script ?? true,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const trouble: string[] = [];
  const url = `file://${path}`;
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('console', (message) => trouble.push(message.text()));
  page.on('request', (request) => {
    if (request.url() !== url) trouble.push(request.url());
  });
  await page.goto(url);
  return { page, trouble, close: () => context.close() };
}
