import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mergeFile } from '../../../src/core/merge/file.ts';
import { aCanvas, changed, nodeOf, type SketchCanvas } from '../../support/canvases.ts';
import { comfypinWith } from '../../support/in-process.ts';

let folder: string;
let file: string;

const edited = (steps: number, text: string) =>
  changed((canvas) => {
    nodeOf(canvas, 3).widgets_values[2] = steps;
    nodeOf(canvas, 2).widgets_values = [text];
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'comfypin-resolve-'));
  file = join(folder, 'canvas.json');
  const [base, ours, theirs] = [aCanvas(), edited(25, 'a hare'), edited(30, 'a wolf')];
  const texts = {
    base: JSON.stringify(base),
    ours: JSON.stringify(ours),
    theirs: JSON.stringify(theirs),
  };
  await writeFile(file, mergeFile('canvas.json', texts, { hasCanvas: true }).text);
});

afterEach(() => rm(folder, { recursive: true }));

/** Runs `resolve` with the answers of a person; gives what was asked, too. */
async function resolve(answers: readonly string[], ...words: readonly string[]) {
  const asked: string[] = [];
  const answer = await comfypinWith(
    (world) => ({
      ...world,
      ask: async (question) => answers[asked.push(question) - 1],
    }),
    folder,
    {},
    'resolve',
    file,
    ...words,
  );
  const canvas = JSON.parse(await readFile(file, 'utf8')) as SketchCanvas;
  return { ...answer, asked, steps: nodeOf(canvas, 3).widgets_values[2], canvas };
}

describe('resolve --interactive', () => {
  it('asks again for what is no answer, and takes a value of one’s own', async () => {
    const { asked, steps, canvas, code } = await resolve(
      ['t', 'x', '=many', '=27'],
      '--interactive',
    );
    expect(asked).toHaveLength(4);
    expect(asked[2]).toContain('"x" is none of these');
    expect(code).toBe(0);
    expect(nodeOf(canvas, 2).widgets_values).toEqual(['a wolf']);
    expect(steps).toBe(27);
  });

  it('leaves open what is left out, and all that follows the end of the input', async () => {
    const { out, steps } = await resolve([''], '--interactive');
    expect(out).toContain('2 conflicts open');
    expect(steps).toBe(25);
  });
});

describe('resolve --set', () => {
  it('says what is wrong with a setting and changes nothing then', async () => {
    expect((await resolve([], '--set', 'nonsense')).err).toContain('--set takes PATH=VALUE');
    expect((await resolve([], '--set', '9.x=1')).err).toContain('no open conflict "9.x"');
    const many = await resolve([], '--set', '3.steps=many');
    expect(many.err).toContain('3.steps takes a number, and "many" is none.');
    expect([many.code, many.steps]).toEqual([5, 25]);
  });

  it('says what would be left with --dry-run', async () => {
    const { out, steps } = await resolve([], '--set', '3.steps=28', '--dry-run');
    expect(out).toContain('would settle 3.steps: 28');
    expect(out).toContain('1 conflict would be open');
    expect(steps).toBe(25);
  });
});
