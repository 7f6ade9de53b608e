import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, openFile, screenshotPath, startBrowser } from '../support/browser.ts';
import { type Hermetic, hermetic } from '../support/hermetic.ts';
import { comfypin } from '../support/in-process.ts';

const cases = join(import.meta.dirname, '../cases/pictures');
const pair = ['portrait-before.json', 'portrait-after.json'].map((name) => join(cases, name));

let home: Hermetic;
let browser: Browser;
let html: string;
let svg: string;

describe.runIf(hasChromium)('the picture of a diff in a browser', () => {
  beforeAll(async () => {
    home = hermetic();
    [html, svg] = (await Promise.all(
      ['html', 'svg'].map(async (format) => {
        const file = join(home.folder, `diff.${format}`);
        const words = ['diff', ...pair, '--format', format, '--output', file];
        expect(await comfypin(home.folder, home.env, ...words)).toMatchObject({ code: 0, err: '' });
        return file;
      }),
    )) as [string, string];
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    home?.clean();
  });

  it.each([
    ['wide', 1280, 'light'],
    ['wide-dark', 1280, 'dark'],
    ['phone', 390, 'light'],
    ['phone-dark', 390, 'dark'],
  ] as const)(
    '%s: opens without an error or a request, and never scrolls sideways',
    async (name, width, scheme) => {
      const { page, trouble, close } = await openFile(browser, html, { width, scheme });
      await page.screenshot({ path: screenshotPath(`diff-${name}`) });
      const paper = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      const brightness = Number(/\d+/.exec(String(paper))?.[0]);
      expect(brightness > 128).toBe(scheme === 'light');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
        width,
      );
      expect(trouble).toEqual([]);
      await close();
    },
  );

  it('the keyboard reaches every change, and each jumps to a node that is then in view', async () => {
    const { page, close } = await openFile(browser, html, { width: 1280 });
    const links = await page.locator('nav a').count();
    expect(links).toBeGreaterThan(5);
    const reached = new Set<string>();
    for (let step = 0; step < 60 && reached.size < links; step += 1) {
      await page.keyboard.press('Tab');
      const text = await page.evaluate(
        `document.activeElement.matches('nav a') ? document.activeElement.textContent : ''`,
      );
      if (text === '') continue;
      reached.add(String(text));
      await page.keyboard.press('Enter');
      const box = page.locator(`[id="${new URL(page.url()).hash.slice(1)}"]`);
      const place = await box.boundingBox();
      expect(place !== null && place.y + place.height > 0 && place.y < 844).toBe(true);
      expect(await box.getAttribute('aria-label')).toMatch(/added|removed|changed/);
      // following a link moves the starting point of the keyboard to its target
      await page
        .locator('nav a')
        .nth(reached.size - 1)
        .focus();
    }
    expect(reached.size).toBe(links);
    await close();
  });

  it('the slider goes from before over between to after, and both come back', async () => {
    const { page, trouble, close } = await openFile(browser, html, { width: 1280 });
    const size = page.locator('g.node.moved').first();
    const place = () => size.getAttribute('transform');
    const after = await place();
    const slide = async (value: string) => {
      await page.locator('#morph').fill(value);
      return place();
    };
    const [before, between] = [await slide('0'), await slide('50')];
    expect(new Set([before, between, after]).size).toBe(3);
    expect(await page.evaluate(opacity)).toBe('0.5');
    await page.screenshot({ path: screenshotPath('diff-halfway') });
    expect(await slide('100')).toBe(after);
    expect(await page.evaluate(opacity)).toBe('0');
    await page.getByRole('button', { name: 'Both' }).click();
    expect(await page.evaluate(opacity)).toBe('1');
    expect(trouble).toEqual([]);
    await close();
  });

  it('needs no script: without it the picture is whole, and the slider is not there', async () => {
    const { page, close } = await openFile(browser, html, { width: 1280, script: false });
    expect(await page.locator('form.morph').isVisible()).toBe(false);
    expect(await page.locator('g.node.removed').first().isVisible()).toBe(true);
    expect(await page.locator('g.node.added').first().isVisible()).toBe(true);
    await close();
  });

  it.each(['light', 'dark'] as const)(
    'the SVG alone opens in %s, and Tab goes through the changed nodes',
    async (scheme) => {
      const { page, trouble, close } = await openFile(browser, svg, { width: 1280, scheme });
      await page.screenshot({ path: screenshotPath(`diff-svg-${scheme}`) });
      const changed = await page.locator('g.node[tabindex]').count();
      const seen = new Set<string>();
      for (let step = 0; step < changed + 4; step += 1) {
        await page.keyboard.press('Tab');
        seen.add(String(await page.evaluate('document.activeElement?.id')));
      }
      expect([...seen].filter((id) => id.startsWith('node-'))).toHaveLength(changed);
      expect(trouble).toEqual([]);
      await close();
    },
  );
});

/** An expression that is evaluated in the page. */
const opacity = `getComputedStyle(document.querySelector('g.node.removed')).opacity`;
