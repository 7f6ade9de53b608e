import { expect, it } from 'vitest';
import type { CaseReport, SmokeReport } from '../../../src/core/smoke/report.ts';
import { escapeHtml, fileUrl } from '../../../src/report/html/page.ts';
import { renderSmokePage } from '../../../src/report/html/smoke.ts';

const evil = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>\u202e\u0000";

function page(change: Partial<CaseReport>): string {
  const one: CaseReport = {
    name: 'photo',
    verdict: 'failed',
    server: 'http://x',
    end: 'success',
    seconds: 1.5,
    cached: false,
    attempts: [],
    outputs: [],
    changes: [],
    timings: [],
    reasons: [],
    hints: [],
    ...change,
  };
  const workflow = {
    workflow: 'acme/hero',
    release: 'sha256:0123456789abcdef',
    rendering: '',
    casesDigest: '',
    verdict: one.verdict,
    versions: { comfyui: evil },
    cases: [one],
  };
  const report: SmokeReport = {
    environment: 'dev',
    kind: 'active',
    verdict: one.verdict,
    recorded: false,
    workflows: [workflow],
  };
  return renderSmokePage(report);
}

it('escapes every text of a server, a case or a picture, and asks for nothing over the network', () => {
  const picture = { format: 'png', width: 1, height: 1, hasAlpha: false, mean: [], deviation: [] };
  const html = page({
    name: evil,
    server: evil,
    reasons: [evil],
    hints: [evil],
    error: { class: 'node-failed', message: evil, trace: [evil] },
    attempts: [{ promptId: evil, end: evil, why: evil }],
    changes: [{ kind: 'coerced', node: evil, input: evil, from: evil, to: evil }],
    timings: [{ node: evil, classType: evil, ms: 3 }],
    varied: { node: evil, input: evil, value: evil, isShown: false },
    outputs: [
      {
        name: evil,
        golden: `a/${evil}`,
        files: [{ name: evil, bytes: 1, path: `../a/${evil}`, picture }],
        texts: [evil],
      },
    ],
  });
  expect(html).not.toMatch(/<script|<img src=x|<iframe|\u202e|\u0000/);
  expect(html.match(/<img [^>]*>/g)).toHaveLength(2);
  expect(html.match(/(src|href)="(?!#|\.\/)[^"]*"/g)).toBeNull();
  expect(html).not.toMatch(/url\(|@import|http-equiv="refresh"/);
});

it('shows golden, picture and difference where they can be compared, and no picture that could run something', () => {
  const facts = { width: 4, height: 4, hasAlpha: false, mean: [], deviation: [] };
  const likeness = { pixel: 0.5, ssim: 0.25, hash: 12 };
  const file = { name: 'a.png', bytes: 9, path: 'hero/photo/a b.png', likeness };
  const output = { name: 'hero', golden: 'hero/photo/golden.png', texts: [] };
  const compared = page({
    outputs: [{ ...output, files: [{ ...file, picture: { format: 'png', ...facts } }] }],
  });
  expect(compared).toContain('pixel 0.5000, ssim 0.2500, hash 12');
  expect(compared).toContain(
    '<div class="difference" role="img" aria-label="difference"><img src="./hero/photo/golden.png" alt=""><img src="./hero/photo/a%20b.png" alt=""></div>',
  );
  const vector = page({
    outputs: [
      { name: 'hero', texts: [], files: [{ ...file, picture: { format: 'svg', ...facts } }] },
    ],
  });
  expect(vector).not.toContain('<img');
});

it('keeps file names in the folder, and texts of other scripts as they are', () => {
  expect(fileUrl('../../a/./javascript:x?y#z')).toBe('./a/javascript%3Ax%3Fy%23z');
  expect(escapeHtml('日本語 “é” 👩‍🎨 \u2066x')).toBe('日本語 “é” 👩‍🎨 \ufffdx');
});
