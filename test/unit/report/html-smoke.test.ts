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
    attempts: [
      {
        promptId: evil,
        end: evil,
        why: evil,
        server: evil,
        seconds: 1,
        timings: [{ node: evil, classType: evil, ms: 3 }],
      },
    ],
    graph: [{ id: evil, classType: evil, title: evil, from: [evil], state: 'ran' }],
    changes: [{ kind: 'coerced', node: evil, input: evil, from: evil, to: evil }],
    timings: [{ node: evil, classType: evil, ms: 3 }],
    varied: { node: evil, input: evil, value: evil, isShown: false },
    outputs: [
      {
        name: evil,
        files: [
          {
            name: evil,
            bytes: 1,
            path: `../a/${evil}`,
            picture,
            comparisons: [
              { with: evil, likeness: 'different-size', path: `a/${evil}`, heatMap: `a/${evil}` },
            ],
          },
        ],
        texts: [evil],
        scores: [{ scorer: evil, scores: { [evil]: 1 }, notes: [evil] }],
      },
    ],
  });
  expect(html).not.toMatch(/<script|<img src=x|<iframe|\u202e|\u0000/);
  expect(html.match(/<img [^>]*>/g)).toHaveLength(3);
  expect(html.match(/(src|href)="(?!#|\.\/)[^"]*"/g)).toBeNull();
  expect(html).not.toMatch(/url\(|@import|http-equiv="refresh"/);
});

it('shows the picture before, the one after and their difference, and no picture that could run something', () => {
  const facts = { width: 4, height: 4, hasAlpha: false, mean: [], deviation: [] };
  const comparison = {
    with: 'smoke/golden.png',
    likeness: { pixel: 0.5, ssim: 0.25, hash: 12 },
    path: 'hero/photo/before.png',
    heatMap: 'hero/photo/difference.png',
  };
  const file = { name: 'a.png', bytes: 9, path: 'hero/photo/a b.png', comparisons: [comparison] };
  const picture = { format: 'png', ...facts };
  const compared = page({ outputs: [{ name: 'hero', texts: [], files: [{ ...file, picture }] }] });
  expect(compared).toContain('pixel 0.5000 · ssim 0.2500 · hash 12');
  expect([...compared.matchAll(/<img src="([^"]*)"/g)].map(([, source]) => source)).toEqual([
    './hero/photo/before.png',
    './hero/photo/a%20b.png',
    './hero/photo/difference.png',
  ]);
  const vector = page({
    outputs: [
      { name: 'hero', texts: [], files: [{ ...file, picture: { format: 'svg', ...facts } }] },
    ],
  });
  expect(vector).not.toContain('<img');
});

it('tells times cold and warm apart, and draws the graph that ran with what failed', () => {
  const run = { promptId: 'p', end: 'success', why: 'first', server: 'http://x', seconds: 2 };
  const html = page({
    attempts: [
      { ...run, heat: 'cold', timings: [{ node: '1', classType: 'Loader', ms: 1500 }] },
      { ...run, heat: 'warm', timings: [{ node: '1', classType: 'Loader', ms: 20 }] },
    ],
    graph: [
      { id: '1', classType: 'Loader', title: 'Loader', from: [], state: 'ran', ms: 20 },
      { id: '2', classType: 'SaveImage', title: 'Hero', from: ['1'], state: 'failed' },
    ],
  });
  expect(html).toMatch(/<td class="number">1\.500 s<\/td><td class="number">0\.020 s<\/td>/);
  expect(html).toContain('class="node failed"');
  expect(html.match(/class="link"/g)).toHaveLength(1);
});

it('keeps file names in the folder, and texts of other scripts as they are', () => {
  expect(fileUrl('../../a/./javascript:x?y#z')).toBe('./a/javascript%3Ax%3Fy%23z');
  expect(escapeHtml('日本語 “é” 👩‍🎨 \u2066x')).toBe('日本語 “é” 👩‍🎨 \ufffdx');
});

it('shows how far a run came that left no output', () => {
  const html = page({ end: 'failure', preview: 'hero/photo/preview.jpg' });
  expect(html).toContain(`src="${fileUrl('hero/photo/preview.jpg')}"`);
  expect(html).toContain('The last preview before the end');
});
