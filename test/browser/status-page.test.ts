import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, openFile, screenshotPath, startBrowser } from '../support/browser.ts';
import {
  type PromotionWorld,
  pinnedInDev,
  promotionWorld,
  promotionYaml,
  workflowText,
} from '../support/promotion-world.ts';

const open = `overrides: { '*': { gates: { previous: false, smoke: false, soak: 0h, approvals: 0 } } }\n`;

let world: PromotionWorld;
let browser: Browser;
let page: string;

describe.runIf(hasChromium)('the page of releases in a browser', () => {
  beforeAll(async () => {
    const pins = ['acme/lamp', 'a-rather-long-name-of-a-workflow'].map((name, index) =>
      pinnedInDev(name, workflowText(40 + index)),
    );
    world = await promotionWorld({
      'promotion.yaml': `${promotionYaml}${open}`,
      ...Object.assign({}, ...pins),
    });
    const { ada, as, commit, wait } = world;
    const must = async (...words: readonly string[]) => {
      const done = await as(ada, ...words);
      expect(done.code, done.err).toBe(0);
    };
    for (const steps of [20, 21]) {
      await commit(pinnedInDev('hero', workflowText(steps)));
      wait(2);
      await must('promote', 'hero', '--env', 'staging', '--merge');
      await world.smoke('active', 'staging');
      wait(20);
      await must('promote', 'hero', '--env', 'prod', '--merge');
    }
    await must('promote', 'acme/*', '--env', 'staging', '--merge');
    wait(3);
    await must('rollback', 'hero@prod', '--now', '--reason', 'six fingers <on> every hand');
    await commit(pinnedInDev('acme/lamp', workflowText(60)));
    await must('promote', 'acme/lamp', '--env', 'staging');
    page = join(world.folder, 'releases.html');
    await must('status', '--format', 'html', '--output', page);
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });

  it.each([
    ['wide', 1280, 'light'],
    ['wide-dark', 1280, 'dark'],
    ['phone', 390, 'light'],
    ['phone-dark', 390, 'dark'],
  ] as const)(
    '%s: opens without an error, a script or a request, and never scrolls sideways',
    async (name, width, scheme) => {
      const look = { width, scheme, script: false };
      const opened = await openFile(browser, page, look);
      await opened.page.screenshot({ path: screenshotPath(`status-${name}`), fullPage: true });
      const table = await opened.page.locator('table.matrix').boundingBox();
      expect(table === null ? width + 1 : table.x + table.width).toBeLessThanOrEqual(width);
      expect(await opened.page.getByRole('heading', { name: 'What is where' }).count()).toBe(1);
      expect(await opened.page.getByText('six fingers <on> every hand').isVisible()).toBe(true);
      expect(await opened.page.getByText('1 behind').first().isVisible()).toBe(true);
      expect(opened.trouble).toEqual([]);
      await opened.close();
    },
  );
});
