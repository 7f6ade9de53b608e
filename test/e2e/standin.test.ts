/** The stand-in over real HTTP and websocket: what it computes, who hears of it, and what goes wrong when it is told to. */

import { existsSync } from 'node:fs';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outOfMemory } from '../../src/standin/faults.ts';
import { textsOf } from '../../src/standin/png.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin, StandinOptions } from '../../src/standin/types.ts';
import { openFrames } from '../support/replay-on-standin.ts';
import { textToImage } from '../support/text-to-image.ts';

let running: RunningStandin;
const started: RunningStandin[] = [];
async function start(options: Partial<StandinOptions> = {}): Promise<RunningStandin> {
  const one = await startStandin({ port: 0, ...options });
  started.push(one);
  return one;
}
beforeEach(async () => {
  running = await start();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});

const client = 'c0ffee00c0ffee00c0ffee00c0ffee00';
type Graph = Record<string, { class_type: string; inputs: Record<string, unknown> }>;

function card(color: number, prefix = 'card'): Graph {
  return {
    '1': { class_type: 'EmptyImage', inputs: { width: 64, height: 48, batch_size: 1, color } },
    '2': { class_type: 'ImageInvert', inputs: { image: ['1', 0] } },
    '3': { class_type: 'SaveImage', inputs: { images: ['2', 0], filename_prefix: prefix } },
  };
}

const portrait = (seed: number, text = 'a lighthouse', denoise = 1): Graph =>
  textToImage({
    checkpoint: 'sd_xl_base_1.0.safetensors',
    text,
    negative: 'blur',
    prefix: 'portrait',
    sampler: { seed, denoise },
  });

async function post(path: string, body: unknown, to = running): Promise<Response> {
  return fetch(`${to.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
}

async function get(path: string, to = running) {
  return JSON.parse(await (await fetch(`${to.url}${path}`)).text());
}

interface Run {
  readonly id: string;
  readonly frames: readonly { type: string; data: Record<string, unknown> }[];
  readonly entry: {
    outputs: Record<string, { images: { filename: string; subfolder: string; type: string }[] }>;
    status: {
      status_str: string;
      completed: boolean;
      messages: [string, Record<string, unknown>][];
    };
  };
}

async function runGraph(prompt: Graph, extra: object = {}, to = running): Promise<Run> {
  const socket = await openFrames(`${to.url}/ws?clientId=${client}`);
  const answer = await post('/prompt', { prompt, client_id: client, ...extra }, to);
  const body = (await answer.json()) as { prompt_id: string };
  expect(answer.status, JSON.stringify(body)).toBe(200);
  const frames = [];
  for (;;) {
    const frame = await socket.next();
    frames.push(frame);
    if (frame.type === 'executing' && frame.data['node'] === null) break;
  }
  socket.close();
  const entry = (await get(`/history/${body.prompt_id}`, to))[body.prompt_id];
  return { id: body.prompt_id, frames, entry };
}

async function pictureOf(run: Run, node: string, to = running): Promise<Buffer> {
  const image = run.entry.outputs[node]?.images[0];
  const query = new URLSearchParams(image as Record<string, string>);
  const response = await fetch(`${to.url}/view?${query}`);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

describe('pictures', () => {
  it('computes the colour of an inverted empty image, exactly', async () => {
    const png = await pictureOf(await runGraph(card(0x336699)), '3');
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([64, 48, 3]);
    // 255 - 153 is 102; single precision, cut off, makes it 101
    expect([...data.subarray(0, 3)]).toEqual([204, 153, 101]);
  });

  it('writes the prompt and each key of extra_pnginfo into the picture', async () => {
    const graph = card(1);
    const extra = { extra_data: { extra_pnginfo: { workflow: { nodes: ['é'] }, comfypin: 'x' } } };
    const texts = textsOf(await pictureOf(await runGraph(graph, extra), '3'));
    expect(texts.map(([key]) => key)).toEqual(['prompt', 'workflow', 'comfypin']);
    expect(JSON.parse(texts[0]?.[1] ?? '')).toEqual(graph);
    expect(texts[1]?.[1]).toBe('{"nodes": ["\\u00e9"]}');
  });

  it('paints the same picture for the same seed on two servers, another one for another seed or text', async () => {
    const other = await start();
    const digests = await Promise.all([
      runGraph(portrait(7)).then((run) => pictureOf(run, '9')),
      runGraph(portrait(7), {}, other).then((run) => pictureOf(run, '9', other)),
    ]);
    expect(digests[0]?.equals(digests[1] ?? Buffer.alloc(0))).toBe(true);
    const reseeded = await pixels(await pictureOf(await runGraph(portrait(8)), '9'));
    const retold = await pixels(await pictureOf(await runGraph(portrait(7, 'a tower')), '9'));
    const first = await pixels(digests[0] ?? Buffer.alloc(0));
    expect(reseeded.equals(first)).toBe(false);
    expect(retold.equals(first)).toBe(false);
  });

  it('decodes a latent that was not denoised to one flat colour', async () => {
    const blank = await pictureOf(await runGraph(portrait(7, 'x', 0)), '9');
    const { channels } = await sharp(blank).stats();
    expect(channels.every((channel) => channel.stdev === 0)).toBe(true);
  });

  it('reads back what was uploaded, and paints over it by the strength of the denoising', async () => {
    const background = { r: 200, g: 40, b: 40 };
    const red = await sharp({ create: { width: 64, height: 64, channels: 3, background } })
      .png()
      .toBuffer();
    const form = new FormData();
    form.append('image', new Blob([new Uint8Array(red)]), 'red.png');
    const uploaded = await fetch(`${running.url}/upload/image`, { method: 'POST', body: form });
    const { name } = (await uploaded.json()) as { name: string };
    const graph = portrait(3, 'x', 0.1);
    graph['10'] = { class_type: 'LoadImage', inputs: { image: name } };
    graph['5'] = { class_type: 'VAEEncode', inputs: { pixels: ['10', 0], vae: ['4', 2] } };
    const { channels } = await sharp(await pictureOf(await runGraph(graph), '9')).stats();
    expect(channels[0]?.mean).toBeGreaterThan(160);
    expect(channels[1]?.mean).toBeLessThan(80);
  });
});

async function pixels(png: Buffer): Promise<Buffer> {
  return sharp(png).raw().toBuffer();
}

describe('runs', () => {
  it('sends a progress frame per step of a sampler', async () => {
    const { frames } = await runGraph(portrait(1));
    const steps = frames
      .filter((frame) => frame.type === 'progress')
      .map((frame) => frame.data['value']);
    expect(steps[0]).toBe(1);
    expect(steps.at(-1)).toBe(3);
  });

  it('tells a running prompt from a waiting one, drops a waiting one, interrupts by id', async () => {
    const slow = await start({ delayMs: 20_000 });
    const ids = [];
    for (const color of [1, 2]) {
      const body = await (
        await post('/prompt', { prompt: card(color), client_id: client }, slow)
      ).json();
      ids.push((body as { prompt_id: string }).prompt_id);
    }
    const queue = await get('/queue', slow);
    expect(queue.queue_running[0][1]).toBe(ids[0]);
    expect(queue.queue_pending[0][1]).toBe(ids[1]);
    await post('/queue', { delete: [ids[1]] }, slow);
    await post('/interrupt', { prompt_id: ids[1] }, slow);
    expect((await get('/prompt', slow)).exec_info.queue_remaining).toBe(1);
    const socket = await openFrames(`${slow.url}/ws?clientId=${client}`);
    expect((await socket.next()).data).toMatchObject({ sid: client });
    expect(await socket.next()).toEqual({ type: 'executing', data: { node: '1' } });
    await post('/interrupt', { prompt_id: ids[0] }, slow);
    expect((await socket.next()).type).toBe('execution_interrupted');
    expect((await socket.next()).type).toBe('status');
    expect(await socket.next()).toMatchObject({ type: 'executing', data: { node: null } });
    const history = await get('/history', slow);
    expect(Object.keys(history)).toEqual([ids[0]]);
    expect(history[ids[0] ?? ''].status).toMatchObject({ status_str: 'error', completed: false });
    socket.close();
  });

  it('forgets results after /free with free_memory, not with unload_models', async () => {
    const cachedNodes = (run: Run) =>
      run.frames.find((frame) => frame.type === 'execution_cached')?.data['nodes'];
    await runGraph(card(9));
    await post('/free', { unload_models: true });
    expect(cachedNodes(await runGraph(card(9)))).toEqual(['1', '2', '3']);
    await post('/free', { free_memory: true });
    expect(cachedNodes(await runGraph(card(9)))).toEqual([]);
  });

  it('gives a placeholder for a node type it cannot compute, and says so', async () => {
    const lines: string[] = [];
    const types = await get('/object_info');
    types['StudioGlow'] = { ...types['ImageInvert'], name: 'StudioGlow' };
    const glowing = await start({
      objectInfo: JSON.stringify(types),
      log: (line) => lines.push(line),
    });
    const graph = card(5);
    graph['2'] = { class_type: 'StudioGlow', inputs: { image: ['1', 0] } };
    const run = await runGraph(graph, {}, glowing);
    expect(run.entry.status.status_str).toBe('success');
    expect(lines.join('\n')).toContain('StudioGlow is not computed here');
  });
});

describe('what it says of itself', () => {
  it('is a stand-in, has the built-in node types, and lists the models it was given in loaders and folders', async () => {
    const own = await start({ models: { checkpoints: ['a.safetensors', 'b/c.safetensors'] } });
    expect((await get('/system_stats', own)).system.comfypin_standin).toBe(true);
    const types = await get('/api/object_info', own);
    expect(Object.keys(types).length).toBeGreaterThanOrEqual(30);
    expect(types.CheckpointLoaderSimple.input.required.ckpt_name[0]).toEqual([
      'a.safetensors',
      'b/c.safetensors',
    ]);
    expect(await get('/models/checkpoints', own)).toEqual(['a.safetensors', 'b/c.safetensors']);
    expect(await get('/models/loras', own)).toEqual([]);
    expect((await fetch(`${own.url}/models/no_such`)).status).toBe(404);
    const text = await (await fetch(`${own.url}/object_info/KSampler`)).text();
    expect(text).toContain('"max": 18446744073709551615');
    expect(text).toContain('"default": 8.0');
  });

  it('refuses a prompt as ComfyUI does, and one that loads a file which is not there', async () => {
    const graph = card(1);
    graph['2'] = { class_type: 'LoadImage', inputs: { image: 'absent.png' } };
    const answer = await post('/prompt', { prompt: graph });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: { type: 'prompt_outputs_failed_validation' },
      node_errors: { '2': { errors: [{ details: 'image - Invalid image file: absent.png' }] } },
    });
    const badId = await post('/prompt', { prompt: card(1), prompt_id: 'mine' });
    expect([badId.status, await badId.text()]).toEqual([
      400,
      expect.stringContaining('invalid_prompt_id'),
    ]);
  });

  it('refuses pages of another origin', async () => {
    const headers = { origin: 'https://example.com' };
    expect((await fetch(`${running.url}/queue`, { headers })).status).toBe(403);
  });

  it('keeps saved canvases, never outside of its folder', async () => {
    const at = (name: string) => `${running.url}/userdata/${encodeURIComponent(name)}`;
    const body = '{"nodes": []}';
    expect((await fetch(at('workflows/one.json'), { method: 'POST', body })).status).toBe(200);
    expect(await get('/userdata?dir=workflows')).toEqual(['one.json']);
    expect(await (await fetch(at('workflows/one.json'))).text()).toBe(body);
    const again = await fetch(`${at('workflows/one.json')}?overwrite=false`, {
      method: 'POST',
      body,
    });
    expect(again.status).toBe(409);
    expect((await fetch(at('workflows/../../../x'))).status).toBe(403);
    expect((await fetch(at('workflows/one.json'), { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(at('workflows/one.json'))).status).toBe(404);
  });
});

describe('sockets', () => {
  it('makes an id for a socket without one, under which runs are told', async () => {
    const socket = await openFrames(`${running.url}/ws`);
    const { sid } = (await socket.next()).data;
    expect(sid).toMatch(/^[0-9a-f]{32}$/);
    await post('/prompt', { prompt: card(1), client_id: sid });
    const types = [];
    while (types.at(-1) !== 'execution_start') types.push((await socket.next()).type);
    expect(types).toEqual(['status', 'status', 'execution_start']);
    socket.close();
  });

  it('forgets the second socket of an id when the first one closes', async () => {
    const first = await openFrames(`${running.url}/ws?clientId=${client}`);
    const second = await openFrames(`${running.url}/ws?clientId=${client}`);
    await second.next();
    first.close();
    await first.closed;
    const other = await openFrames(`${running.url}/ws?clientId=other`);
    await other.next();
    await post('/prompt', { prompt: card(1), client_id: client });
    expect((await other.next()).type).toBe('status');
    expect(second.waiting()).toBe(0);
    for (const socket of [second, other]) socket.close();
  });
});

describe('faults', () => {
  it('answers 502, cuts a connection, loses the answer of a request that was carried out', async () => {
    running.faults.http('GET', '/queue', { kind: 'answer', status: 502 });
    expect((await fetch(`${running.url}/queue`)).status).toBe(502);
    expect((await fetch(`${running.url}/queue`)).status).toBe(200);
    running.faults.http('GET', '/history*', { kind: 'reset' });
    await expect(fetch(`${running.url}/history`)).rejects.toThrow();
    running.faults.http('POST', '/prompt', { kind: 'lose-answer' });
    await expect(post('/prompt', { prompt: card(4) })).rejects.toThrow();
    await expect.poll(async () => Object.keys(await get('/history')).length).toBe(1);
  });

  it('cuts an answer in the middle', async () => {
    running.faults.http('GET', '/object_info', { kind: 'truncate' });
    const response = await fetch(`${running.url}/object_info`);
    await expect(response.text()).rejects.toThrow();
  });

  it('runs out of memory at a node, once', async () => {
    running.faults.node('KSampler', outOfMemory);
    const failed = await runGraph(portrait(1));
    expect(failed.entry.status.messages.at(-1)).toMatchObject([
      'execution_error',
      { node_id: '3', exception_type: 'torch.OutOfMemoryError' },
    ]);
    expect((await runGraph(portrait(1))).entry.status.status_str).toBe('success');
  });

  it('forgets everything at a restart, and closes sockets without a close frame', async () => {
    const slow = await start({ delayMs: 20_000 });
    const socket = await openFrames(`${slow.url}/ws?clientId=${client}`);
    await post('/prompt', { prompt: card(1), client_id: client }, slow);
    slow.faults.restart();
    expect(await socket.closed).toBe(1006);
    expect((await get('/prompt', slow)).exec_info.queue_remaining).toBe(0);
    expect(await get('/history', slow)).toEqual({});
  });

  it('says which port is taken', async () => {
    const port = Number(new URL(running.url).port);
    await expect(startStandin({ port })).rejects.toThrow(`port ${port}`);
  });

  it('leaves no folder behind', async () => {
    const folders: string[] = [];
    const one = await startStandin({ port: 0, log: (line) => folders.push(line) });
    const answer = await post('/prompt', { prompt: card(1, '../x') }, one);
    expect(answer.status).toBe(200);
    await expect.poll(async () => Object.keys(await get('/history', one)).length).toBe(1);
    const text = JSON.stringify(await get('/history', one));
    const folder = /full_output_folder: ([^\\"]+)/.exec(text)?.[1] ?? '';
    expect(folder).toContain('comfypin-standin-');
    expect(existsSync(folder)).toBe(true);
    await one.stop();
    expect(existsSync(folder)).toBe(false);
  });
});
