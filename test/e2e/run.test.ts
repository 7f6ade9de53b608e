import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { comfypin } from '../support/in-process.ts';
import { devAndStaging, type SmokeProject, smokeProject } from '../support/smoke-project.ts';

let server: RunningStandin;
let project: SmokeProject;
const run = (...words: string[]) => comfypin(project.ada.folder, project.ada.env, 'run', ...words);

beforeAll(async () => {
  server = await startStandin({ port: 0 });
  const promotion = devAndStaging(server.url, server.url);
  project = await smokeProject(promotion, server.url);
});
afterAll(async () => {
  await server.stop();
  await project.remote.stop();
});

describe('a pinned workflow', () => {
  const photo = 'Photo=@workflows/dev/hero/smoke/photo.png';

  it('runs with the inputs that were given, and its outputs are saved', async () => {
    const words = ['hero@dev', '-i', photo, '--input', 'Blur.blur_radius=5', '--folder', 'out'];
    const first = await run(...words);
    expect([first.code, first.err]).toEqual([0, expect.not.stringContaining('error')]);
    expect(first.out).toMatch(
      /^hero@dev ran in \d+\.\d s on http:\S+\n {2}hero: \S+out\/hero_00001_\.png \d+ bytes\n$/,
    );
    const [file = ''] = readdirSync(project.file('out'));
    const picture = readFileSync(join(project.file('out'), file));
    const sent = picture.toString('latin1');
    expect(sent).toContain('"blur_radius": 5');
    writeFileSync(project.file('out/hero_00002_.png'), 'mine');
    const second = await run(...words, '--json');
    const { value } = JSON.parse(second.out);
    expect(value).toMatchObject({ verdict: 'passed', inputs: [{ node: '1' }, { value: 5 }] });
    expect(readFileSync(project.file('out/hero_00002_.png'), 'utf8')).toBe('mine');
    expect(value.outputs[0].files[0].path).toBeDefined();
  });

  it('is not sent with inputs that are wrong, and says what would be', async () => {
    const wrong = await run(
      'hero@dev',
      '-i',
      'Blur.blur_radius=wide',
      '-i',
      'nothing',
      '-i',
      'Bulr.sigma=1',
    );
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('takes a whole number, not "wide"');
    expect(wrong.err).toContain('--input takes name=value');
    expect((await run('hero@dev', '-i', 'Photo=@nowhere.png')).code).toBe(2);
    expect((await run('heroo@dev')).err).toContain('Did you mean "hero"');
    expect((await run('hero')).code).toBe(2);
    expect((await run('hero@dev', '--timeout', 'soon')).code).toBe(2);
    const dry = await run('hero@dev', '--dry-run', '-i', 'Blur.sigma=2.50');
    expect([dry.code, dry.out]).toEqual([0, 'hero@dev would be run with\n  3.sigma = 2.50\n']);
  });

  it('fails as the run fails, and as the world does', async () => {
    server.faults.node('ImageBlur', { type: 'ValueError', message: 'too soft' });
    const failed = await run('hero@dev', '-i', photo, '-i', 'Blur.blur_radius=6');
    expect([failed.code, failed.err]).toEqual([1, expect.stringContaining('too soft')]);
    writeFileSync(
      project.file('promotion.yaml'),
      'version: 1\nenvironments:\n  dev: { servers: [http://127.0.0.1:1] }\n',
    );
    expect((await run('hero@dev')).code).toBe(4);
  });
});
