import { afterEach, describe, expect, it } from 'vitest';
import { clock, random } from '../../src/world/clock.ts';
import { localForge } from '../../src/world/forge-local.ts';
import {
  blurCanvas,
  type CanvasProject,
  type CanvasValues,
  canvasProject,
} from '../support/canvas-project.ts';
import { writeFiles } from '../support/hermetic.ts';

let project: CanvasProject;
afterEach(() => project.stop());

const branch = 'comfypin/capture/hero';
const file = 'workflows/dev/hero/canvas.json';
const rows = async (...words: string[]) => {
  const { code, out, err } = await project.run('capture', 'dev', '--json', ...words);
  const { value, problems } = JSON.parse(out);
  return {
    code,
    err,
    states: value.canvases.map((row: { path: string; state: string }) => [row.path, row.state]),
    canvases: value.canvases,
    codes: problems.map((each: { code: string }) => each.code),
  };
};
const merge = async (number: number) => {
  const merged = await project.run('pr', 'merge', String(number));
  expect([merged.code, merged.err]).toEqual([0, expect.any(String)]);
};
const forge = () => localForge({ git: project.ada.git, name: 'origin', clock, random });
const save = (path: string, values: CanvasValues, user?: string) =>
  project.save(path, blurCanvas(values), user);

describe('one designer', () => {
  it('gets a pull request for a canvas, once, in the own name, and one for each change after that', async () => {
    project = await canvasProject({
      promotion: 'people: { default: Eve Bell <eve@example.com> }\n',
    });
    await save('hero.json', {});
    const dry = await project.run('capture', 'dev', '--dry-run');
    expect([dry.code, dry.out]).toEqual([
      0,
      expect.stringMatching(
        /^hero@dev would be proposed [0-9a-f]{12} {2}workflows\/hero\.json\n {2}3 nodes\n$/,
      ),
    ]);
    expect(await project.ada.git.remoteRefs('origin', ['refs/heads/comfypin*'])).toEqual([]);
    const status = await project.ada.run('status', '--porcelain');

    const first = await rows();
    expect([first.code, first.states]).toEqual([0, [['hero.json', 'proposed']]]);
    expect(JSON.parse(await project.onBranch(branch, file))).toEqual(JSON.parse(blurCanvas()));
    expect(await project.onBranch(branch, 'workflows/dev/hero/pin.json')).toContain('"canvas"');
    expect(await project.ada.run('log', '-1', '--format=%an <%ae> %cn', `origin/${branch}`)).toBe(
      'Eve Bell <eve@example.com> Ada',
    );
    expect(await project.ada.run('status', '--porcelain')).toBe(status);
    expect((await rows()).states).toEqual([['hero.json', 'unchanged']]);

    await save('hero.json', { zoom: 3 });
    expect((await rows()).states).toEqual([['hero.json', 'unchanged']]);
    await save('hero.json', { blur: 5 });
    const second = await rows();
    expect(second.canvases[0].pullRequest).toEqual(first.canvases[0].pullRequest);
    expect(second.canvases[0].diff.changes).toMatchObject([
      { kind: 'input-changed', input: 'blur_radius', from: 2, to: 5 },
    ]);
    await project.ada.run('checkout', '--quiet', `origin/${branch}`);
    expect((await project.run('format', '--check')).code).toBe(0);
    await project.ada.run('checkout', '--quiet', 'main');

    await merge(second.canvases[0].pullRequest.number);
    expect((await rows()).states).toEqual([['hero.json', 'unchanged']]);
    await save('hero.json', { blur: 5, sigma: 3 });
    const third = await rows();
    expect(third.canvases[0].pullRequest.number).not.toBe(second.canvases[0].pullRequest.number);
    expect(third.states).toEqual([['hero.json', 'proposed']]);
  });

  it('is never told twice what was declined, and keeps the file that was deleted', async () => {
    project = await canvasProject();
    await save('hero.json', {});
    const first = await rows();
    await merge(first.canvases[0].pullRequest.number);
    await save('hero.json', { blur: 9 });
    const { number } = (await rows()).canvases[0].pullRequest;
    await forge().close(number, 'not this way');
    expect((await rows()).states).toEqual([['hero.json', 'declined']]);
    await save('hero.json', { blur: 9, prefix: 'other' });
    const again = await rows();
    expect(again.canvases[0].diff.changes.map((each: { input: string }) => each.input)).toEqual([
      'blur_radius',
      'filename_prefix',
    ]);
    await merge(again.canvases[0].pullRequest.number);
    await project.save('hero.json', undefined);
    const gone = await rows();
    expect([gone.code, gone.states, gone.codes]).toEqual([0, [], ['capture/gone']]);
    expect(await project.onBranch('main', file)).toContain('"other"');
  });
});

describe('two designers', () => {
  it('keep both changes where they go together, and choose where they do not', async () => {
    project = await canvasProject({ users: { ada_1: 'Ada', ben_2: 'Ben <b>' } });
    await save('hero.json', {}, 'ada_1');
    const first = await rows();
    expect(first.canvases[0].user).toBe('Ada');
    await merge(first.canvases[0].pullRequest.number);
    await save('hero.json', {}, 'ben_2');
    expect((await rows()).states).toEqual([
      ['hero.json', 'unchanged'],
      ['hero.json', 'in-step'],
    ]);

    await save('hero.json', { sigma: 4, zoom: 2 }, 'ada_1');
    await save('hero.json', { prefix: 'big', zoom: 3 }, 'ben_2');
    const together = await rows();
    expect([together.code, together.canvases[1].merged]).toEqual([0, true]);
    const merged = JSON.parse(await project.onBranch(branch, file)).nodes;
    expect(merged[1].widgets_values).toEqual([2, 4]);
    expect(merged[2].widgets_values).toEqual(['big']);
    expect((await rows()).states.map(([, state]: string[]) => state)).toEqual([
      'unchanged',
      'unchanged',
    ]);

    await save('hero.json', { blur: 7, sigma: 4 }, 'ada_1');
    await save('hero.json', { blur: 4, prefix: 'big' }, 'ben_2');
    const both = await rows();
    expect([both.code, both.states, both.codes]).toEqual([
      5,
      [
        ['hero.json', 'proposed'],
        ['hero.json', 'conflict'],
      ],
      ['capture/both-changed'],
    ]);
    expect(both.canvases[1].diff.changes).toMatchObject([
      { from: 7, to: 4 },
      { from: 4, to: 1.5 },
    ]);
    const text = await project.run('capture', 'dev', 'hero', '--user', 'Ben <b>');
    expect([text.code, text.out]).toEqual([5, expect.stringContaining('needs a choice')]);
    expect(text.err).toMatch(/blur_radius of ImageBlur \(2\): 7 in git, 4 on the server/);
    expect(text.err).toContain('comfypin capture dev hero --adopt');

    const adopted = await rows('hero', '--adopt', '--user', 'ben_2');
    expect([adopted.code, adopted.states]).toEqual([0, [['hero.json', 'proposed']]]);
    expect(JSON.parse(await project.onBranch(branch, file)).nodes[1].widgets_values).toEqual([
      4, 1.5,
    ]);
    expect(await project.ada.run('log', '-2', '--format=%an <%ae>', `origin/${branch}`)).toBe(
      'Ben b <ben_2@comfyui.invalid>\nAda <ada_1@comfyui.invalid>',
    );
  });
});

describe('what is not taken', () => {
  it('is said: other formats, names that are none, two files of one name, what is ignored', async () => {
    project = await canvasProject({ promotion: "capture: { ignore: ['scratch/*'] }\n" });
    await save('scratch/a.json', {});
    await save('tmp 1.json', {});
    await project.save('api.json', '{"1": {"class_type": "EmptyImage", "inputs": {}}}');
    await project.save('名前.json', blurCanvas());
    await project.save('note.txt', 'hello');
    await save('Twin.json', {});
    await save('twin.json', { blur: 3 });
    await project.save('odd.json', blurCanvas().replace('"ImageBlur"', '"NoSuchNode"'));
    const { code, states, codes } = await rows('--ignore', 'tmp*');
    expect(states).toEqual([
      ['api.json', 'refused'],
      ['odd.json', 'refused'],
    ]);
    expect(codes.sort()).toEqual([
      'canvas/missing-node-type',
      'capture/not-canvas',
      'capture/same-name',
      'capture/unnamed',
    ]);
    expect(code).toBe(1);
    expect((await project.run('capture', 'staging')).code).toBe(2);
    expect((await project.run('capture', 'dev', 'nobody')).code).toBe(2);
    expect((await project.run('capture', 'dev', '--server', 'http://nowhere')).code).toBe(2);
  });

  it('is what git knows already: an older version, and one of which nobody knows which is newer', async () => {
    project = await canvasProject();
    await save('hero.json', {});
    await merge((await rows()).canvases[0].pullRequest.number);
    await save('hero.json', { blur: 6 });
    await merge((await rows()).canvases[0].pullRequest.number);
    await save('pinned/hero.json', {});
    expect((await rows()).states).toContainEqual(['pinned/hero.json', 'in-step']);
    await save('pinned/hero.json', { sigma: 9 });
    expect((await rows()).canvases[1]).toMatchObject({ state: 'proposed', merged: true });
    await project.save('hero.json', undefined);
    await save('Hero.json', { sigma: 8 });
    const unknown = await rows();
    expect([unknown.code, unknown.states[0]]).toEqual([5, ['Hero.json', 'conflict']]);
    expect(unknown.codes).toContain('capture/unknown-base');
  });

  it('is nothing where the server fails: unknown is not empty', async () => {
    project = await canvasProject();
    await save('hero.json', {});
    await rows();
    project.server.faults.http('GET', '/userdata', { kind: 'answer', status: 500 });
    const { code, codes } = await rows();
    expect([code, codes]).toEqual([4, ['server/bad-status']]);
  });
});

describe('a workflow that is being added', () => {
  const added = 'comfypin/add/hero';
  const add = async (values: CanvasValues) => {
    writeFiles(project.ada.folder, { 'export.json': blurCanvas(values) });
    const words = ['add', 'export.json', '--as', 'hero', '--pr', '--json'];
    const { code, out } = await project.run(...words);
    expect(code).toBe(0);
    return JSON.parse(out).value.workflows[0].pullRequest;
  };
  const onHero = async (name: string) => JSON.parse(await project.onBranch(name, file)).nodes;

  it('takes what the server has into its own pull request, once', async () => {
    project = await canvasProject();
    const request = await add({});
    await save('hero.json', {});
    expect((await rows()).canvases).toMatchObject([{ state: 'in-step', pullRequest: request }]);
    expect((await rows()).states).toEqual([['hero.json', 'unchanged']]);

    await save('hero.json', { blur: 5 });
    const dry = await project.run('capture', 'dev', '--dry-run');
    expect(dry.out).toContain(`would be proposed on ${added}, which is open`);
    const joined = await rows();
    expect(joined.states).toEqual([['hero.json', 'proposed']]);
    expect(joined.canvases[0]).toMatchObject({ pullRequest: request, joins: added });
    expect((await onHero(added))[1].widgets_values).toEqual([5, 1.5]);
    expect(await project.ada.git.remoteRefs('origin', [`refs/heads/${branch}`])).toEqual([]);
    const open = await forge().pullRequest(request.number);
    expect(open?.title).toBe('Add hero');
    expect(open?.body).toMatch(
      /^Adds the workflow.*\n<!-- comfypin capture -->\nTakes the canvas/s,
    );
    expect((await rows()).states).toEqual([['hero.json', 'unchanged']]);

    await save('hero.json', { blur: 6 });
    await rows();
    const again = await forge().pullRequest(request.number);
    expect(again?.body.split('<!-- comfypin capture -->')).toHaveLength(2);
    await merge(request.number);
    expect((await rows()).states).toEqual([['hero.json', 'unchanged']]);
    expect((await onHero('main'))[1].widgets_values).toEqual([6, 1.5]);
  });

  it('keeps its own changes beside those of the server, and asks where nobody knows which is newer', async () => {
    project = await canvasProject();
    await save('hero.json', {});
    await merge((await rows()).canvases[0].pullRequest.number);
    await project.ada.run('pull', '--quiet', 'origin', 'main');
    const request = await add({ sigma: 9 });
    await save('hero.json', { blur: 7 });
    const both = await rows();
    expect(both.canvases[0]).toMatchObject({ state: 'proposed', merged: true, joins: added });
    expect((await onHero(added))[1].widgets_values).toEqual([7, 9]);

    await save('pinned/hero.json', { prefix: 'unknown' });
    await project.save('hero.json', undefined);
    await save('Hero.json', { prefix: 'else' });
    const unknown = await project.run('capture', 'dev', 'hero');
    expect(unknown.code).toBe(5);
    expect(unknown.err).toContain(`hero in the open pull request #${request.number}, and nothing`);
    expect((await onHero(added))[2].widgets_values).toEqual(['hero']);
  });

  it('is declined with its pull request, and proposed anew when it is saved again', async () => {
    project = await canvasProject();
    const request = await add({});
    await save('hero.json', {});
    await rows();
    await forge().close(request.number, 'not this way');
    expect((await rows()).states).toEqual([['hero.json', 'declined']]);
    await save('hero.json', { blur: 4 });
    const next = await rows();
    expect(next.canvases[0].pullRequest.number).not.toBe(request.number);
    expect(next.canvases[0].joins).toBeUndefined();
    expect((await onHero(branch))[1].widgets_values).toEqual([4, 1.5]);
  });
});

describe('a delivery', () => {
  const deliver = async (...words: string[]) => {
    const { code, out } = await project.run('deliver', 'dev', '--json', ...words);
    const { value, problems } = JSON.parse(out);
    return {
      code,
      states: value.canvases.map((row: { path: string; state: string }) => [row.path, row.state]),
      assets: value.assets.map((row: { state: string }) => row.state),
      codes: problems.map((each: { code: string }) => each.code),
    };
  };
  const path = 'pinned/hero.json';
  const pinHero = async (text: string) => {
    writeFiles(project.ada.folder, { [file]: text });
    expect((await project.run('pin', 'hero')).code).toBe(0);
    await project.ada.run('add', '--all');
    await project.ada.run('commit', '--quiet', '--message=Change hero');
    await project.ada.run('push', '--quiet', 'origin', 'HEAD:main');
  };

  it('puts exactly the pinned canvases there, once, and never over what git does not have', async () => {
    project = await canvasProject();
    await pinHero(blurCanvas());
    expect((await deliver('--dry-run')).states).toEqual([[path, 'written']]);
    expect(await project.saved(path)).toBeUndefined();
    expect(await deliver()).toMatchObject({ code: 0, states: [[path, 'written']], codes: [] });
    expect(JSON.parse((await project.saved(path)) ?? '')).toEqual(JSON.parse(blurCanvas()));
    expect((await deliver()).states).toEqual([[path, 'unchanged']]);
    expect((await rows()).states).toEqual([[path, 'unchanged']]);

    await pinHero(blurCanvas({ blur: 3 }));
    expect((await deliver()).states).toEqual([[path, 'replaced']]);
    await save(path, { blur: 3, sigma: 7 });
    expect((await deliver()).states).toEqual([[path, 'conflict']]);
    await pinHero(blurCanvas({ blur: 4 }));
    const refused = await project.run('deliver', 'dev');
    expect([refused.code, refused.out]).toEqual([5, expect.stringContaining('not written over')]);
    expect(refused.err).toMatch(/holds what git does not have, and is not written over: .*sigma/s);
    expect(refused.err).toContain('comfypin capture dev hero');
    expect(await project.saved(path)).toBe(blurCanvas({ blur: 3, sigma: 7 }));

    const taken = await rows('hero', '--adopt');
    expect(taken.states).toEqual([[path, 'proposed']]);
    expect((await deliver()).states).toEqual([[path, 'waits']]);
    await merge(taken.canvases[0].pullRequest.number);
    expect((await deliver()).states).toEqual([[path, 'unchanged']]);
    await project.save(path, undefined);
    expect((await deliver()).states).toEqual([[path, 'written']]);
  });

  it('is missed by nobody who changes what was delivered: drift says it in words', async () => {
    project = await canvasProject();
    await pinHero(blurCanvas());
    await deliver();
    await save(path, { zoom: 4 });
    const same = await project.run('drift', 'dev');
    expect([same.code, same.err]).toEqual([0, expect.not.stringContaining('drift/')]);
    await save('hero.json', { blur: 8 });
    const copy = await project.run('drift', 'dev');
    expect([copy.code, copy.err]).toEqual([0, expect.stringContaining('workflows/hero.json on')]);
    await save(path, { blur: 8, title: 'Soft\u001b[31m' });
    const changed = await project.run('drift', 'dev');
    expect(changed.code).toBe(1);
    expect(changed.err).toMatch(
      /pinned\/hero\.json on \S+ differs from hero as pinned in dev: .*blur_radius.*2.*8/,
    );
    expect(changed.err).not.toContain('\u001b[31m');
    project.server.faults.http('GET', '/userdata', { kind: 'answer', status: 403 });
    const unknown = await project.run('drift', 'dev');
    expect([unknown.code, unknown.err]).toEqual([0, expect.stringContaining('is unknown')]);
  });

  it('goes on where it was killed between the write and the record, and where a server fails in the middle', async () => {
    project = await canvasProject();
    await pinHero(blurCanvas());
    await save(path, {});
    expect((await deliver()).states).toEqual([[path, 'unchanged']]);
    await pinHero(blurCanvas({ blur: 3 }));
    await save(path, { blur: 3 });
    await pinHero(blurCanvas({ blur: 4 }));
    expect((await deliver()).states).toEqual([[path, 'replaced']]);
    await pinHero(blurCanvas({ blur: 5 }));
    project.server.faults.http('POST', '/userdata/*', { kind: 'lose-answer' });
    expect(await deliver()).toMatchObject({ code: 4, codes: ['server/reset'] });
    expect(JSON.parse((await project.saved(path)) ?? '')).toEqual(
      JSON.parse(blurCanvas({ blur: 5 })),
    );
    expect(await deliver()).toMatchObject({ code: 0, states: [[path, 'unchanged']] });
  });

  it('removes with --prune alone, and only what it wrote and nobody changed', async () => {
    project = await canvasProject({ users: { ada_1: 'Ada', ben_2: 'Ben' } });
    await pinHero(blurCanvas());
    expect((await deliver()).states).toEqual([
      [path, 'written'],
      [path, 'written'],
    ]);
    await save('pinned/mine.json', { blur: 9 }, 'ada_1');
    await save(path, { blur: 9 }, 'ben_2');
    await project.ada.run('rm', '-r', '--quiet', 'workflows/dev/hero');
    await project.ada.run('commit', '--quiet', '--message=Give hero up');
    await project.ada.run('push', '--quiet', 'origin', 'HEAD:main');
    const left = await deliver();
    expect([left.code, left.states]).toEqual([
      5,
      [
        [path, 'left'],
        [path, 'conflict'],
      ],
    ]);
    expect(left.codes).toContain('capture/foreign-file');
    const pruned = await deliver('--prune', '--user', 'Ada');
    expect([pruned.code, pruned.states]).toEqual([0, [[path, 'removed']]]);
    expect(await project.saved(path, 'ada_1')).toBeUndefined();
    expect(await project.saved('pinned/mine.json', 'ada_1')).toBe(blurCanvas({ blur: 9 }));
    expect((await deliver('--prune')).states).toEqual([[path, 'conflict']]);
    expect((await rows('hero')).codes).toEqual(['capture/gone-in-git']);
  });

  it('brings the input files along under their content-hashed names', async () => {
    project = await canvasProject();
    const canvas = blurCanvas().replace(
      '"type":"EmptyImage","pos":[0,0],"size":[210,130],"flags":{},"order":0,"mode":0,"outputs":[{"name":"IMAGE","type":"IMAGE","links":[1]}],"widgets_values":[64,48,1,255]',
      '"type":"LoadImage","pos":[0,0],"outputs":[{"name":"IMAGE","type":"IMAGE","links":[1]}],"widgets_values":["example.png","image"]',
    );
    writeFiles(project.ada.folder, { 'input/example.png': 'pixels', 'hero.json': canvas });
    const words = ['add', 'hero.json', '--as', 'hero', '--input-folder', 'input'];
    expect((await project.run(...words)).code).toBe(0);
    await project.ada.run('add', 'workflows');
    await project.ada.run('commit', '--quiet', '--message=Add hero');
    await project.ada.run('push', '--quiet', 'origin', 'HEAD:main');
    expect(await deliver()).toMatchObject({ code: 0, assets: ['uploaded'] });
    expect((await deliver()).assets).toEqual(['unchanged']);
    expect(await project.saved(path)).toMatch(/"[0-9a-f]{12}-example\.png"/);
  });
});
