/** Every prompt of every recording, sent to the stand-in: the same answer, events, cached nodes, outputs and end. */

import { afterEach, describe, expect, it } from 'vitest';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { stepsOf, transcriptNames } from '../support/prompt-traces.ts';
import { hasRecordings, recording } from '../support/recordings.ts';
import { transcript } from '../support/replay-on-standin.ts';
import { type TracePair, traceOn } from '../support/trace-on-standin.ts';

const versions = ['0.3.64', '0.33.0'] as const;

/** What is another on purpose, and why; a row that is not needed fails. */
const differs: Readonly<Record<string, string>> = {
  'text-output-custom': 'what a custom node writes of its input is in its code',
  'validation-errors': 'one of the refusals is by the own check of a custom node, RejectsInputs',
  'bad-bodies-more': 'one body is no UTF-8, and the recording shows it with other characters',
  '0.33.0 feature-flags-frames':
    'that server, short of memory, had dropped the results of the run before',
};

let running: RunningStandin | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

describe.skipIf(!hasRecordings).each(versions)('the prompts of ComfyUI %s', (version) => {
  it.each(hasRecordings ? transcriptNames(version) : [])(
    '%s',
    async (name) => {
      const told = transcript(version, name);
      running = await startStandin({
        port: 0,
        objectInfo: recording(`comfyui-${version}/execution/object-info.json`),
        systemStats: JSON.stringify({ system: { comfyui_version: version } }),
      });
      const words = told.server.arguments;
      const pairs = await traceOn(running, stepsOf(told), {
        keepsNothing: words.includes('--cache-none'),
        port: words[words.indexOf('--port') + 1] ?? '',
      });
      const unlike = pairs.filter((pair) => !isAlike(pair));
      if (isOtherwise(version, name)) expect(unlike).not.toEqual([]);
      else for (const { recorded, answered } of unlike) expect(answered).toEqual(shownOf(recorded));
    },
    20_000,
  );
});

function isOtherwise(version: string, name: string): boolean {
  return Object.hasOwn(differs, name) || Object.hasOwn(differs, `${version} ${name}`);
}

function shownOf({ answer, frames, entry }: TracePair['answered']): TracePair['answered'] {
  return {
    answer,
    ...(frames === undefined ? {} : { frames }),
    ...(entry === undefined ? {} : { entry }),
  };
}

/** ComfyUI takes output nodes from a Python set: where there are several, the order of their branches is chance. */
function isAlike({ recorded, answered }: TracePair): boolean {
  const outputs = (recorded.frames ?? []).filter((each) => each.startsWith('executed '));
  const compared = ({ answer, frames = [], entry }: TracePair['answered']) =>
    JSON.stringify({ answer, frames: outputs.length > 1 ? [...frames].sort() : frames, entry });
  return compared(recorded) === compared(answered);
}
