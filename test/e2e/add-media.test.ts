/** `add` with a file of each kind that ComfyUI writes a workflow into, and with every recorded media file. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLiveCatalog } from '../../src/commands/servers/catalogs.ts';
import { writeEnvironment } from '../../src/core/catalog/recording.ts';
import { startStandin } from '../../src/standin/start.ts';
import { connectServer } from '../../src/world/server.ts';
import { type Hermetic, hermetic, writeFiles } from '../support/hermetic.ts';
import { comfypin } from '../support/in-process.ts';
import { mediaMakers } from '../support/media.ts';
import { projectFiles } from '../support/project.ts';
import { hasRecordings, recordingBytes, recordingsFolder } from '../support/recordings.ts';

const prompt = `{"1":{"class_type":"LoadImage","inputs":{"image":"a.png"},"is_changed":["abc"]},
  "2":{"class_type":"SaveImage","inputs":{"images":["1",0],"filename_prefix":"copy"}}}`;
const canvas = `{"nodes":[{"id":1,"type":"LoadImage","pos":[0,0],"outputs":[{"name":"IMAGE","type":"IMAGE","links":[1]}],"widgets_values":["a.png","image"]},
  {"id":2,"type":"SaveImage","title":"Später","pos":[9,0],"inputs":[{"name":"images","type":"IMAGE","link":1}],"widgets_values":["copy"]}],
  "links":[[1,1,0,2,0,"IMAGE"]],"version":0.4}`;

let home: Hermetic;
const run = (...words: string[]) => comfypin(home.folder, home.env, ...words);
const textAt = (path: string): string =>
  readFileSync(join(home.folder, 'workflows/dev', path), 'utf8');

beforeAll(() => {
  home = hermetic();
  writeFiles(home.folder, projectFiles());
});
afterAll(() => home.clean());

describe('a file of each kind', () => {
  it.each(Object.entries(mediaMakers))('%s gives workflow, canvas and pin', async (kind, make) => {
    const file = `ComfyUI_00012_.${kind}`;
    writeFileSync(join(home.folder, file), make({ prompt, workflow: canvas }));
    const name = `from-${kind}`;
    const { code, out, err } = await run('add', file, '--as', name);
    expect([code, out, err]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^${name}@dev added [0-9a-f]{12}\\n$`)),
      expect.any(String),
    ]);
    expect(JSON.parse(textAt(`${name}/canvas.json`))).toEqual(JSON.parse(canvas));
    expect(textAt(`${name}/workflow.json`)).not.toContain('is_changed');
    expect((await run('pin', '--check', name)).code).toBe(0);
    const again = await run('add', file, '--as', name);
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('unchanged')]);
  });

  it('Ogg Vorbis, as a real encoder writes it, too', async () => {
    const real = resolve(import.meta.dirname, '../unit/core/workflow/media/tone.ogg');
    writeFileSync(join(home.folder, 'tone.ogg'), readFileSync(real));
    expect((await run('add', 'tone.ogg', '--as', 'tone')).code).toBe(0);
    expect(textAt('tone/canvas.json')).toContain('"Später"');
  });
});

const versions = ['0.3.64', '0.33.0'].map((version) => `comfyui-${version}/execution`);
const isMedia = /\.(png|webp|mp4|webm|mkv|flac|mp3|opus|ogg)$/;

describe.runIf(hasRecordings)('files of real servers', () => {
  it('are taken with the workflow that they hold, or said to hold none', async () => {
    const server = await startStandin({ port: 0 });
    const connection = connectServer({ url: server.url, headers: {} });
    const quiet = { say: () => undefined, show: () => undefined, done: () => undefined };
    const { signal } = new AbortController();
    const live = await readLiveCatalog(connection, { progress: quiet, signal });
    await connection.close();
    await server.stop();
    writeFiles(home.folder, { 'workflows/dev/environment.json': writeEnvironment(live) });
    let taken = 0;
    for (const folder of versions) {
      for (const file of readdirSync(resolve(recordingsFolder, folder)).filter((each) =>
        isMedia.test(each),
      )) {
        const bytes = Buffer.from(recordingBytes(`${folder}/${file}`));
        writeFileSync(join(home.folder, file), bytes);
        const { out, code } = await run('add', file, '--as', 'recorded', '--dry-run', '--json');
        const { value, problems } = JSON.parse(out);
        const codes = problems.map((each: { code: string }) => each.code);
        const [{ state }] = value.workflows;
        const holds = bytes.includes('class_type');
        expect([70, 130], `${folder}/${file}`).not.toContain(code);
        if (!holds) {
          // one carries a prompt that is none
          expect(codes[0], `${folder}/${file}`).toMatch(/^workflow\/(no-metadata|unknown-format)$/);
          continue;
        }
        if (codes.includes('pin/unknown-type')) expect(state).toBe('refused');
        else expect([file, code, state]).toEqual([file, 0, 'added']);
        if (state === 'added') taken += 1;
      }
    }
    expect(taken).toBeGreaterThan(4);
  }, 60_000);
});
