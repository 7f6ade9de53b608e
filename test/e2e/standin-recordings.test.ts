/** The stand-in against real servers: the same requests give the same answers and frames, ids, times and counters aside. */

import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { textsOf } from '../../src/standin/png.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { hasRecordings, recording, recordingBytes } from '../support/recordings.ts';
import { type ReplayOptions, replayOn, transcript } from '../support/replay-on-standin.ts';

const versions = ['0.3.64', '0.33.0'] as const;

/** Nodes of the recordings that raise there raise here too; how long they take is not compared. */
interface Scenario extends ReplayOptions {
  readonly name: string;
  readonly raises?: { readonly classType: string; readonly type: string };
  readonly slowMs?: number;
}

const progress = ['progress', 'progress_state'];
const slow = { leaveOutFrames: progress, slowMs: 400 };
const scenarios: readonly Scenario[] = [
  { name: 'partly-valid-graph' },
  { name: 'missing-model', raises: { classType: 'UpscaleModelLoader', type: 'FileNotFoundError' } },
  { name: 'bad-bodies' },
  { name: 'ws-reconnect', ...slow },
  { name: 'ws-opened-late', ...slow },
  { name: 'ws-other-client-id', ...slow },
  { name: 'no-client-id', ...slow },
  { name: 'queue-clear', ...slow },
  { name: 'queue-delete-only-pending', ...slow },
  { name: 'queue-three-delete-pending', ...slow },
  { name: 'interrupt', ...slow },
  { name: 'free-odd-requests', ...slow },
  { name: 'preview-frames', ...slow },
  { name: 'prompt-id-supplied', leaveOutFrames: progress },
  { name: 'api-ws', leaveOutFrames: progress },
  { name: 'success-sd15', leaveOutFrames: progress },
  { name: 'upscale-model', leaveOutFrames: progress },
  { name: 'success-image' },
  { name: 'success-image-scaled' },
  { name: 'cached-full-rerun' },
  { name: 'cached-partial' },
  { name: 'batch-of-4' },
  { name: 'two-clients', leaveOutFrames: [...progress, 'status'] },
  { name: 'feature-flags' },
  { name: 'extra-pnginfo' },
  { name: 'filename-prefix' },
  { name: 'upload-image', leaveOutPaths: ['/internal/'] },
  { name: 'upload-mask' },
  { name: 'view' },
  { name: 'history-clear-delete' },
  {
    name: 'execution-error',
    raises: { classType: 'RaiseValueError', type: 'ValueError' },
  },
  {
    name: 'execution-error-after-output',
    raises: { classType: 'RaiseValueError', type: 'ValueError' },
  },
];

let running: RunningStandin | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

describe.skipIf(!hasRecordings).each(versions)('as ComfyUI %s', (version) => {
  it.each(scenarios)('$name', async ({ name, raises, slowMs = 0, ...options }) => {
    const told = transcript(version, name);
    running = await startStandin({
      port: 0,
      objectInfo: recording(`comfyui-${version}/execution/object-info.json`),
      systemStats: JSON.stringify({ system: { comfyui_version: version } }),
    });
    running.faults.slow('SlowPassthrough', slowMs);
    if (raises !== undefined) {
      running.faults.node(raises.classType, { type: raises.type, message: 'as told' }, 100);
    }
    const compared = await replayOn(running.url, told, options);
    expect(compared.length).toBeGreaterThan(3);
    for (const { what, recorded, answered } of compared) {
      expect({ [what]: answered }).toEqual({ [what]: recorded });
    }
  });

  it('computes the picture that the real server saved, texts in it included', async () => {
    running = await startStandin({ port: 0 });
    const name = 'success-image';
    await replayOn(running.url, transcript(version, name), { leaveOutFrames: progress });
    const response = await fetch(`${running.url}/view?filename=solid_00001_.png`);
    const answered = Buffer.from(await response.arrayBuffer());
    const recorded = recordingBytes(`comfyui-${version}/execution/${name}.png`);
    const pixels = (png: Uint8Array) => sharp(png).raw().toBuffer();
    expect((await pixels(answered)).equals(await pixels(recorded))).toBe(true);
    expect(textsOf(answered)).toEqual(textsOf(recorded));
  });
});
