/** `whence`: from the files that a stand-in server wrote back to their releases; and from files that say what is not so. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendRecords } from '../../src/commands/records/records.ts';
import { readPngTexts } from '../../src/core/workflow/media/png.ts';
import { withTexts } from '../../src/standin/png.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { gitIn } from '../support/hermetic.ts';
import { type Answer, comfypin } from '../support/in-process.ts';
import { mp4, webp } from '../support/media.ts';
import {
  devAndStaging,
  heroCases,
  type SmokeProject,
  smokeProject,
} from '../support/smoke-project.ts';
import { timeAndChance } from '../support/world.ts';

let server: RunningStandin;
let project: SmokeProject;
let picture: string;
let head: string;

const run = (...words: string[]): Promise<Answer> =>
  comfypin(project.ada.folder, project.ada.env, ...words);
const whence = async (...words: string[]) => {
  const answer = await run('whence', ...words, '--json');
  return { ...answer, file: JSON.parse(answer.out).value.files[0] };
};
/** Writes a picture whose text chunks differ from the real one's. */
function disguise(name: string, change: (texts: Map<string, string>) => void): string {
  const read = readPngTexts(readFileSync(picture));
  const texts = new Map(read.ok ? read.texts : []);
  change(texts);
  const plain = readFileSync('tools/examples/shoe.png');
  writeFileSync(project.file(name), withTexts(plain, [...texts]));
  return name;
}
const promptWith = (change: (graph: Record<string, { inputs: Record<string, unknown> }>) => void) =>
  disguise('changed.png', (texts) => {
    const graph = JSON.parse(texts.get('prompt') ?? '');
    change(graph);
    texts.set('prompt', JSON.stringify(graph));
    texts.delete('comfypin');
  });

beforeAll(async () => {
  server = await startStandin({ port: 0 });
  const promotion = devAndStaging(server.url, server.url);
  project = await smokeProject(promotion, server.url);
  const smoke = heroCases.replace('inputs: {', 'inputs: { Blur.blur_radius: 2,');
  const graph = 'workflows/dev/hero/workflow.json';
  const titled = readFileSync(project.file(graph), 'utf8').replace('"Photo"', '"input: photo"');
  writeFileSync(project.file(graph), titled);
  writeFileSync(project.file('workflows/dev/hero/smoke.yaml'), smoke.replace('Photo:', 'photo:'));
  const pinned = await run('pin');
  if (pinned.code !== 0) throw new Error(pinned.err);
  head = await project.publish('Name the photo (#7)');
  const answer = await run('smoke', '--env', 'dev', '--record', '--report', 'out');
  if (answer.code !== 0) throw new Error(answer.err);
  const folder = project.file('out/hero/photo');
  picture = join(folder, readdirSync(folder).find((name) => name.endsWith('.png')) ?? '');
});
afterAll(async () => {
  await server.stop();
  await project.remote.stop();
});

it('writes a note of its release into every picture, and reads it back with the changed inputs', async () => {
  const read = readPngTexts(readFileSync(picture));
  const note = JSON.parse((read.ok ? read.texts.get('comfypin') : undefined) ?? 'null');
  expect(note).toMatchObject({ workflow: 'hero', environment: 'dev', commit: head });

  const { code, file } = await whence(picture);
  expect(code).toBe(0);
  expect(file).toMatchObject({
    match: 'shape',
    claim: { state: 'confirmed', workflow: 'hero', environment: 'dev' },
    found: [
      {
        workflow: 'hero',
        environment: 'dev',
        release: { digest: note.release, number: 2 },
        commit: head,
        pullRequest: 7,
        by: 'Ada',
      },
    ],
    changed: [{ node: '1', input: 'image' }],
    evidence: [{ case: 'photo', verdict: 'passed', by: 'Ada <ada@example.com>' }],
  });
  const { out } = await run('whence', picture);
  expect(out).toMatch(/hero@dev {2}v2 \([a-z]+-[a-z]+\) [0-9a-f]{12} {2}pinned .*still there/);
  expect(out).toContain('its own note: says the same');
});

it('finds the rendering exactly, also of a server that coerced its numbers', async () => {
  const exact = promptWith((graph) => {
    Object.assign(graph['1']?.inputs ?? {}, { image: 'example.png' });
  });
  expect(await whence(exact)).toMatchObject({ code: 0, file: { match: 'exact', changed: [] } });
  const read = readPngTexts(readFileSync(project.file(exact)));
  const text = (read.ok ? read.texts.get('prompt') : '')?.replace('"sigma":1}', '"sigma":1.0}');
  expect(text).toContain('"sigma":1.0}');
  const coerced = disguise('coerced.png', (texts) => texts.set('prompt', text ?? ''));
  expect(await whence(coerced)).toMatchObject({ code: 0, file: { match: 'exact' } });
});

it('reads WebP and MP4 files and prompts as it reads pictures', async () => {
  const read = readPngTexts(readFileSync(picture));
  const tags = Object.fromEntries(read.ok ? read.texts : []);
  writeFileSync(project.file('a.webp'), webp(tags));
  writeFileSync(project.file('a.mp4'), mp4(tags));
  writeFileSync(project.file('a.json'), tags['prompt'] ?? '');
  for (const name of ['a.webp', 'a.mp4']) {
    expect((await whence(name)).file).toMatchObject({
      match: 'shape',
      claim: { state: 'confirmed' },
    });
  }
  const { file } = await whence('a.json');
  expect([file.match, file.claim]).toEqual(['shape', undefined]);
});

it('names who merged and who approved, by the record of the promotion', async () => {
  const approvers = [
    { name: 'Grace', head },
    { name: 'Lin', head },
  ];
  const about = { workflow: 'hero', environment: 'dev', merge: head };
  const content = { ...about, format: 'comfypin-promotion/1', mergedBy: 'Ada', approvers };
  const record = { kind: 'promotion', environment: 'dev', key: '0'.repeat(12), content } as const;
  await appendRecords(project.ada.git, 'origin', [record], timeAndChance());
  const { file } = await whence(picture);
  expect(file.found).toMatchObject([{ mergedBy: 'Ada', approvers: ['Grace', 'Lin'] }]);
  expect((await run('whence', picture)).out).toContain('merged by Ada, approved by Grace, Lin');
});

it('believes no note that the graph in the file does not bear out', async () => {
  const lying = disguise('lying.png', (texts) => {
    const note = JSON.parse(texts.get('comfypin') ?? '');
    texts.set('comfypin', JSON.stringify({ ...note, environment: 'prod' }));
  });
  const first = await run('whence', lying);
  expect(first).toMatchObject({
    code: 0,
    err: expect.stringContaining('its graph is another one'),
  });
  expect(first.out).toContain('hero@dev');
  expect(first.out).toContain('its own note: says something else');

  const foreign = disguise('foreign.png', (texts) => {
    const graph = JSON.parse(texts.get('prompt') ?? '');
    delete graph['3'];
    texts.set(
      'prompt',
      JSON.stringify({ ...graph, 9: { ...graph[9], inputs: { images: ['2', 0] } } }),
    );
  });
  const { code, file, err } = await whence(foreign);
  expect([code, file.match, file.found, file.claim.state, err]).toEqual([
    1,
    'none',
    [],
    'unproven',
    '',
  ]);
});

it('says of which release a graph with other values is nearest, and that it is of none', async () => {
  const other = promptWith((graph) => {
    Object.assign(graph['3']?.inputs ?? {}, { blur_radius: 9, constructor: 1 });
  });
  const { code, file } = await whence(other);
  expect([code, file.match]).toEqual([1, 'graph']);
  expect(file.changed).toMatchObject([
    { input: 'image' },
    { input: 'blur_radius', was: 2, is: 9 },
    { input: 'constructor', is: 1 },
  ]);
  const { out, err } = await run('whence', other);
  expect(out).toContain('of no release; nearest is');
  expect(err).toContain('title the node "input: NAME"');
});

it('answers without the remote by what the clone saw, and refuses what is no file', async () => {
  const bob = await project.remote.clone('Bob');
  const git = await gitIn(bob.folder, bob.env);
  await git.fetch('origin', ['refs/heads/main']);
  await bob.run('remote', 'set-url', 'origin', 'http://127.0.0.1:1/none.git');
  const answers = await comfypin(bob.folder, bob.env, 'whence', picture, '--offline');
  expect(answers).toMatchObject({ code: 0, out: expect.stringContaining('hero@dev'), err: '' });
  const out = await comfypin(bob.folder, bob.env, 'whence', picture);
  expect(out).toMatchObject({ code: 0, err: expect.stringContaining('warning') });
  expect(await run('whence', 'nowhere.png')).toMatchObject({ code: 2 });
  writeFileSync(project.file('plain.png'), readFileSync('tools/examples/shoe.png'));
  expect(await run('whence', 'plain.png')).toMatchObject({ code: 2 });
});
