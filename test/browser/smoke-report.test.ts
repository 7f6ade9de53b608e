import { copyFileSync, mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { hasChromium, openFile, screenshotPath, startBrowser } from '../support/browser.ts';
import { writeFiles } from '../support/hermetic.ts';
import { comfypin } from '../support/in-process.ts';
import {
  devAndStaging,
  heroCases,
  heroGraph,
  type SmokeProject,
  smokeProject,
} from '../support/smoke-project.ts';

let standin: RunningStandin;
let project: SmokeProject;
let browser: Browser;
let html: string;
let folderUrl: string;

/** Beside the one that holds: a golden picture that is another, four candidates, and a node that raises. */
const cases = `${heroCases}  - name: golden
    inputs: { Photo: { file: smoke/photo.png } }
    vary: Blur.sigma
    expect: { hero: { similar: { golden: smoke/photo.png, ssim: 0.9 } } }
  - name: candidates
    inputs: { Photo: { file: smoke/photo.png } }
    vary: Blur.sigma
    candidates: { count: 4, pass: 1 }
  - name: broken
    inputs: { Photo: { file: smoke/photo.png }, Blur.blur_radius: 5 }
`;

describe.runIf(hasChromium)('the report of a smoke run in a browser', () => {
  beforeAll(async () => {
    standin = await startStandin({ port: 0, delayMs: 10 });
    const promotion = devAndStaging(standin.url);
    project = await smokeProject(promotion, standin.url);
    writeFiles(project.ada.folder, {
      'workflows/dev/hero/smoke.yaml': cases,
      'workflows/dev/other/workflow.json': heroGraph
        .replace('ImageInvert', 'ImageScaleBy')
        .replace(
          '"inputs":{"image":["1",0]}',
          '"inputs":{"image":["1",0],"upscale_method":"lanczos","scale_by":2}',
        ),
      'workflows/dev/other/smoke.yaml':
        'cases:\n  - { name: broken, inputs: { Photo: { file: smoke/a.png } } }\n',
    });
    mkdirSync(project.file('workflows/dev/other/smoke'), { recursive: true });
    copyFileSync(
      project.file('workflows/dev/hero/smoke/photo.png'),
      project.file('workflows/dev/other/smoke/a.png'),
    );
    const { folder, env } = project.ada;
    expect((await comfypin(folder, env, 'pin')).code).toBe(0);
    standin.faults.node('ImageScaleBy', { type: 'ValueError', message: 'no such filter' }, 1);
    const run = await comfypin(folder, env, 'smoke', '--env', 'dev', '--report', 'out');
    expect(run.code).toBe(1);
    html = project.file('out/index.html');
    folderUrl = `file://${project.file('out')}/`;
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await standin?.stop();
    await project?.remote.stop();
  });

  it.each([
    ['wide', 1280, 'light'],
    ['phone', 390, 'dark'],
  ] as const)(
    '%s: opens without an error or a request, shows every picture, and never scrolls sideways',
    async (name, width, scheme) => {
      const { page, trouble, close } = await openFile(browser, html, { width, scheme });
      await page.evaluate(
        "document.querySelectorAll('details').forEach((each) => { each.open = true; })",
      );
      await page.evaluate(
        "document.querySelectorAll('img').forEach((each) => { each.loading = 'eager'; })",
      );
      await page.waitForFunction('[...document.images].every((each) => each.complete)');
      expect(
        await page.evaluate(
          '[...document.images].filter((each) => each.naturalWidth === 0).length',
        ),
      ).toBe(0);
      expect(await page.evaluate('document.images.length')).toBeGreaterThan(7);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
        width,
      );
      await page.screenshot({ path: screenshotPath(`smoke-${name}`), fullPage: true });
      // pictures of its own folder are all that it asks for
      expect(trouble.filter((each) => !each.startsWith(folderUrl))).toEqual([]);
      await close();
    },
  );

  it('leads from the overview to each case, what is wrong first, with the failed node marked', async () => {
    const { page, close } = await openFile(browser, html, { width: 1280 });
    const rows = await page.locator('table.overview tr').allInnerTexts();
    expect(rows[0]).toMatch(/failed/);
    expect(rows.at(-1)).toMatch(/passed/);
    for (const link of await page.locator('table.overview a').all()) {
      const target = decodeURI((await link.getAttribute('href')) ?? '').slice(1);
      expect(await page.locator(`[id="${target}"]`).count()).toBe(1);
    }
    const failed = page.locator('[id="other/broken"] .node.failed');
    expect(await failed.textContent()).toContain('ImageScaleBy');
    expect(await failed.isVisible()).toBe(true);
    await close();
  });
});
