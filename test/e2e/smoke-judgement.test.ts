/** What `smoke` asks of a run beyond its end: scorers, candidates, budgets, the release before, masks, devices, hours, money. */

import { readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { writeFiles } from '../support/hermetic.ts';
import { comfypin, comfypinWith } from '../support/in-process.ts';
import { heroCases, heroGraph, type SmokeProject, smokeProject } from '../support/smoke-project.ts';

let standin: RunningStandin;
let project: SmokeProject;

beforeEach(async () => {
  standin = await startStandin({ port: 0 });
  project = await smokeProject(promotion(`[${standin.url}]`), standin.url);
});
afterEach(async () => {
  await standin.stop();
  await project.remote.stop();
});

/** `more` stands in the environment, `tail` at the end of the file. */
function promotion(servers: string, more = '', tail = ''): string {
  return `version: 1\nenvironments:\n  dev: { servers: ${servers}${more} }\n  staging: { after: dev, servers: [http://127.0.0.1:1] }\n${tail}`;
}

const casesFile = 'workflows/dev/hero/smoke.yaml';

/** Replaces the expectation of the one case, or adds lines to it. */
function write(expectation: string, lines = ''): void {
  const cases = heroCases
    .replace(/ {4}expect:[\s\S]*$/, `${lines}    expect: ${expectation}\n`)
    .replace('Blur.blur_radius', 'Blur.sigma');
  writeFiles(project.ada.folder, { [casesFile]: cases });
}

const run = (...words: string[]) =>
  comfypin(project.ada.folder, project.ada.env, 'smoke', '--env', 'dev', ...words);

async function firstCase(...words: string[]) {
  const { code, out, err } = await run('--json', ...words);
  const { value, problems } = JSON.parse(out);
  return { code, err, one: value.workflows[0].cases[0], value, problems };
}

describe('a scorer', () => {
  const tool = (body: string) => ({
    'tools/score.mjs': `const question = JSON.parse(await new Response(process.stdin).text());\n${body}`,
  });
  const answer = `import { readFileSync } from 'node:fs';
    const bytes = readFileSync(question.files[0].path);
    console.log(JSON.stringify({ scores: { size: bytes.length, secrets: process.env.SECRET ? 1 : 0 }, notes: [question.case] }));`;
  const scorers = (program = process.execPath, more = '') =>
    `scorers:\n  judge: { command: ['${program}', tools/score.mjs], files: [tools]${more} }\n`;

  it('is run as the default branch defines it, on the files of the run, and sees no secret', async () => {
    writeFiles(project.ada.folder, {
      'promotion.yaml': promotion(`[${standin.url}]`, '', scorers()),
      ...tool(answer),
    });
    await project.publish('Score pictures');
    write('{ hero: { scores: { judge: { size: { min: 100 }, secrets: 0, absent: 1 } } } }');
    // what the work tree says of it does not count
    writeFiles(project.ada.folder, tool('throw new Error("not this one")'));
    const { code, one } = await firstCase();
    expect(code).toBe(1);
    expect(one.reasons).toEqual([
      'Case photo, output hero: the score judge.absent should be 1 and is unknown',
    ]);
    expect(one.outputs[0].scores).toMatchObject([{ scorer: 'judge', notes: ['photo'] }]);
  });

  it('that only a proposal brings is not run, and the case is unverifiable', async () => {
    writeFiles(project.ada.folder, {
      'promotion.yaml': promotion(`[${standin.url}]`, '', scorers()),
      ...tool(answer),
    });
    write('{ hero: { scores: { judge: { size: { min: 1 } } } } }');
    const { one } = await firstCase();
    expect(one).toMatchObject({
      verdict: 'unverifiable',
      reasons: [expect.stringContaining('which promotion.yaml of main does not define')],
    });
  });

  it.each([
    [
      'ends badly',
      'console.error("no weights"); process.exit(3)',
      'it ended with code 3: no weights',
    ],
    ['says no JSON', 'console.log("great")', 'its answer is no JSON'],
    ['says too much', 'console.log("x".repeat(2000000))', 'its answer is longer than its limit'],
    ['takes too long', 'setInterval(() => 0, 1000)', 'it took longer than its limit'],
  ])('that %s leaves the case unverifiable', async (_, body, reason) => {
    writeFiles(project.ada.folder, {
      'promotion.yaml': promotion(
        `[${standin.url}]`,
        '',
        scorers(process.execPath, ', timeout: 5s'),
      ),
      ...tool(body),
    });
    await project.publish('Score pictures');
    write('{ hero: { scores: { judge: { size: { min: 1 } } } } }');
    const { one } = await firstCase();
    expect(one.verdict).toBe('unverifiable');
    expect(one.reasons[0]).toContain(reason);
  });
});

describe('candidates', () => {
  const blurred = (pass: number) =>
    write('{ hero: { sharpness: { min: 100 } } }', `    candidates: { count: 4, pass: ${pass} }\n`);

  it('are always the same, and as many must hold as the case says', async () => {
    blurred(4);
    const failed = await firstCase('--report', 'out');
    const measured = [failed.one, ...failed.one.candidates].map(
      ({ outputs }) => outputs[0].files[0].picture.sharpness,
    );
    const held = measured.filter((each) => each >= 100).length;
    expect([failed.code, held]).toEqual([1, expect.toSatisfy((each) => each > 0 && each < 4)]);
    expect(failed.one.reasons[0]).toBe(`Case photo: ${held} of 4 candidates hold, and 4 must`);
    blurred(held);
    const passed = await firstCase('--report', 'out');
    expect([passed.code, passed.one.verdict]).toEqual([0, 'passed']);
    expect(
      [passed.one, ...passed.one.candidates].map(
        ({ outputs }) => outputs[0].files[0].picture.sharpness,
      ),
    ).toEqual(measured);
  });
});

describe('a budget', () => {
  it('is over where a run is slower or heavier than it may be, and a warm run is made for it', async () => {
    standin.faults.slow('ImageBlur', 1300);
    write('{}', '    budget: { cold: 10s, warm: 1s, bytes: 1KB }\n');
    const { one } = await firstCase();
    expect(one.verdict).toBe('failed');
    expect(one.reasons).toEqual([
      expect.stringMatching(/a warm run may be 1 s and was 1\.\d\d s|the weight of all outputs/),
      expect.stringContaining('the weight of all outputs may be 1.0 KB and was'),
    ]);
    expect(one.attempts.map(({ heat, why }: { heat: string; why: string }) => [heat, why])).toEqual(
      [
        ['cold', 'first'],
        ['warm', 'to measure a warm run'],
      ],
    );
  });

  it('of memory is kept by what the server tells', async () => {
    const told = JSON.parse(await (await fetch(`${standin.url}/system_stats`)).text());
    const card = { vram_total: 16e9, vram_free: 5e9, torch_vram_total: 9e9, torch_vram_free: 1e9 };
    const systemStats = JSON.stringify({ ...told, devices: [{ type: 'cuda', ...card }] });
    const large = await startStandin({ port: 0, systemStats });
    writeFiles(project.ada.folder, { 'promotion.yaml': promotion(`[${large.url}]`) });
    write('{}', '    budget: { vram: 10GB }\n');
    const { one } = await firstCase();
    // what torch keeps for itself is in use too
    expect(one.reasons).toEqual([
      'Case photo is over its budget: the memory in use may be 10.0 GB and was 12.0 GB',
    ]);
    expect(one.memory).toEqual({ peak: 12e9, total: 16e9 });
    await large.stop();
  });
});

describe('the release before', () => {
  it('is run with the same inputs, and the pictures are compared', async () => {
    write('{ hero: { similar: [{ previous: true, ssim: 0.99 }] } }');
    const first = await firstCase();
    expect([first.code, first.one.verdict]).toEqual([0, 'passed']);
    expect(first.problems.map(({ code }: { code: string }) => code)).toEqual(['smoke/no-previous']);
    const other = heroGraph.replace('"sigma":1', '"sigma":8');
    writeFiles(project.ada.folder, { 'workflows/dev/hero/workflow.json': other });
    expect((await comfypin(project.ada.folder, project.ada.env, 'pin')).code).toBe(0);
    const { one } = await firstCase('--report', 'out');
    expect(one.verdict).toBe('failed');
    expect(one.reasons[0]).toContain('the structural similarity to the release before should be');
    const [comparison] = one.outputs[0].files[0].comparisons;
    expect(one.attempts.at(-1).why).toBe('the release before, to compare with');
    expect(readFileSync(project.file(`out/${comparison.path}`)).length).toBeGreaterThan(100);
    const heat = await sharp(project.file(`out/${comparison.heatMap}`)).metadata();
    expect([heat.width, heat.height]).toEqual([40, 30]);
  });
});

describe('a mask', () => {
  it('is put on its picture on the server; white without transparency is what is painted over', async () => {
    const graph = {
      '1': { class_type: 'LoadImage', inputs: { image: 'a.png' }, _meta: { title: 'Photo' } },
      '2': { class_type: 'MaskToImage', inputs: { mask: ['1', 1] } },
      '9': { class_type: 'SaveImage', inputs: { images: ['2', 0], filename_prefix: 'mask' } },
    };
    const cases = `cases:\n  - name: masked\n    inputs: { Photo: { mask: smoke/mask.png, of: smoke/photo.png } }\n    expect: { '9': { colour: { brightness: { min: 120, max: 135 } } } }\n`;
    writeFiles(project.ada.folder, {
      'workflows/dev/hero/workflow.json': JSON.stringify(graph),
      [casesFile]: cases,
    });
    const half = Buffer.alloc(40 * 30, 255).fill(0, 0, 40 * 15);
    const mask = sharp(half, { raw: { width: 40, height: 30, channels: 1 } });
    writeFileSync(project.file('workflows/dev/hero/smoke/mask.png'), await mask.png().toBuffer());
    expect((await comfypin(project.ada.folder, project.ada.env, 'pin')).code).toBe(0);
    const { one } = await firstCase();
    expect(one.reasons).toEqual([]);
    expect(one.verdict).toBe('passed');
  });
});

describe('a server is kept out', () => {
  const serve = (servers: string, more = '') =>
    writeFiles(project.ada.folder, { 'promotion.yaml': promotion(servers, more) });

  it('where its device is not what the environment requires', async () => {
    serve(`[${standin.url}]`, ', require: { device: cuda, vram: 16GB }');
    const { code, err, out } = await run('--json');
    expect(code).toBe(1);
    expect(out + err).toMatch(/its device is cpu and not cuda/);
    expect(JSON.parse(out).value.verdict).toBe('errored');
  });

  it('outside of its quiet hours, and the command ends with 3', async () => {
    serve(`[{ url: '${standin.url}', quiet: '22:00-06:00 Europe/Berlin' }]`);
    const at = (text: string) =>
      comfypinWith(
        (world) => ({ ...world, clock: { ...world.clock, now: () => Date.parse(text) } }),
        project.ada.folder,
        project.ada.env,
        ...['smoke', '--env', 'dev'],
      );
    const noon = await at('2026-07-01T12:00:00Z');
    expect(noon.code).toBe(3);
    expect(noon.err).toContain('the next such time begins 2026-07-01T20:00:00.000Z');
    expect((await at('2026-07-01T20:00:00Z')).code).toBe(0);
  });
});

it('sends no prompt with a paid node without consent', async () => {
  const answer = JSON.parse(await (await fetch(`${standin.url}/object_info`)).text());
  answer.ImageBlur.api_node = true;
  const paid = await startStandin({ port: 0, objectInfo: JSON.stringify(answer) });
  writeFiles(project.ada.folder, { 'promotion.yaml': promotion(`[${paid.url}]`) });
  const refused = await firstCase();
  expect(refused.one).toMatchObject({ verdict: 'unverifiable', end: 'not sent', attempts: [] });
  expect(refused.one.reasons[0]).toContain('ImageBlur calls a paid service');
  const agreed = await firstCase('--allow-paid');
  expect(agreed.one.verdict).toBe('passed');
  await paid.stop();
});

it('proves nothing where a golden picture cannot be read, or none is for the device', async () => {
  writeFiles(project.ada.folder, { 'workflows/dev/hero/smoke/golden.png': 'no picture' });
  write('{ hero: { similar: { golden: smoke/golden.png } } }');
  const unread = await firstCase();
  expect([unread.code, unread.one.verdict]).toEqual([1, 'unverifiable']);
  expect(unread.one.reasons[0]).toContain('smoke/golden.png is no picture');
  write('{ hero: { similar: { golden: { cuda: smoke/golden.png } } } }');
  const other = await firstCase();
  expect([other.code, other.one.verdict]).toEqual([1, 'unverifiable']);
  expect(other.one.reasons[0]).toContain('none is for cpu');
});
