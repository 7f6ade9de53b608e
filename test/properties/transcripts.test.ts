/**
 * Recorded runs, told badly: frames lost, late, doubled, out of order, those of others between them, the history late or
 * unreadable for a while. The verdict stays that of the run as it was recorded.
 */

import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCatalog } from '../../src/core/catalog/parse.ts';
import type { Catalog } from '../../src/core/catalog/types.ts';
import { parseTextFrame, type RunFrame } from '../../src/core/smoke/frames.ts';
import { outputsOf } from '../../src/core/smoke/outputs.ts';
import { readHistory, readQueue, readSubmitAnswer } from '../../src/core/smoke/readings.ts';
import { advanceRun } from '../../src/core/smoke/run.ts';
import { beginRun, type RunState } from '../../src/core/smoke/run-state.ts';
import { nextAction } from '../../src/core/smoke/schedule.ts';
import { usualLimits } from '../../src/core/smoke/types.ts';
import { judgeRun } from '../../src/core/smoke/verdict.ts';
import { hasRecordings, recording, recordingsFolder } from '../support/recordings.ts';
import {
  bodyText,
  hasEntry,
  type RecordedPrompt,
  recordedHistories,
  recordedPrompts,
  script,
} from '../support/transcript.ts';

interface Transcript {
  readonly from: RecordedPrompt;
  readonly frames: readonly string[];
  readonly histories: readonly string[];
  /** The server went away in the middle. */
  readonly isCut: boolean;
}

/** How a run is told; lists about frames are used around and around, `unreadable` is about the first readings. */
interface Telling {
  readonly lost: readonly boolean[];
  readonly late: readonly number[];
  readonly twice: readonly boolean[];
  readonly foreign: readonly boolean[];
  readonly historyAfter: number;
  readonly unreadable: readonly boolean[];
}

const asItWas: Telling = {
  lost: [false],
  late: [0],
  twice: [false],
  foreign: [false],
  historyAfter: 0,
  unreadable: [],
};
const badly: fc.Arbitrary<Telling> = fc.record({
  lost: fc.oneof(fc.constant([true]), fc.array(fc.boolean(), { minLength: 1, maxLength: 20 })),
  late: fc.array(fc.nat(4000), { minLength: 1, maxLength: 20 }),
  twice: fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
  foreign: fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
  historyAfter: fc.nat(9000),
  unreadable: fc.array(fc.boolean(), { maxLength: 8 }),
});

const nth = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const other = '00000000-0000-4000-8000-000000000000';

function transcriptOf(from: RecordedPrompt): Transcript {
  const steps = script(from);
  return {
    from,
    frames: steps.filter(({ ev }) => ev === 'ws-text').map(({ raw }) => bodyText(raw)),
    histories: recordedHistories(from),
    isCut: steps.some(({ ev, by }) => ev === 'ws-close' && by === 'server') && !hasEntry(from),
  };
}

/** Frames as they come, by time. */
function arrivals({ frames, from }: Transcript, telling: Telling) {
  const id = from.promptId ?? '';
  return frames
    .flatMap((text, index) => {
      const at = 10 + 2 * index;
      const told = at + nth(telling.late, index);
      const theirs = nth(telling.foreign, index) ? [{ at, text: text.replaceAll(id, other) }] : [];
      const own = nth(telling.lost, index) ? [] : [{ at: told, text }];
      const again = nth(telling.twice, index) ? own.map((each) => ({ ...each, at: told + 7 })) : [];
      return [...theirs, ...own, ...again];
    })
    .map(({ at, text }) => ({ at, frame: parseTextFrame(text) }))
    .filter((each): each is { at: number; frame: RunFrame } => each.frame !== undefined)
    .sort((one, two) => one.at - two.at);
}

/** Plays the prompt in virtual time; everything is asked of a server that goes by the transcript. */
function play(transcript: Transcript, telling: Telling): RunState {
  const { from, frames, histories, isCut } = transcript;
  const { promptId = '', prompt } = from;
  const coming = arrivals(transcript, telling);
  // a prompt that ended was in the queue, also where its client was told nothing
  const isTaken = histories.length > 0 || frames.some((text) => text.includes(promptId));
  const startsAt = isTaken ? 0 : Number.POSITIVE_INFINITY;
  const endsAt = 10 + 2 * frames.length;
  const keptAt = endsAt + telling.historyAfter;
  const kept = histories.at(-1);
  let [at, reads] = [0, 0];
  const history = () => {
    if (isCut && at >= endsAt) return undefined;
    if (telling.unreadable[reads++] === true) return { status: 502, text: '<html>' };
    return { status: 200, text: kept !== undefined && at >= keptAt ? kept : '{}' };
  };
  const queue = () => {
    if (isCut && at >= endsAt) return undefined;
    const runs = at >= startsAt && at < (kept === undefined ? endsAt : keptAt);
    const item = [0, promptId, {}, {}, []];
    return {
      status: 200,
      text: JSON.stringify({ queue_running: runs ? [item] : [], queue_pending: [] }),
    };
  };
  let state = beginRun({ promptId, prompt, limits: usualLimits, at });
  const answer = readSubmitAnswer({ status: from.status, text: from.answer });
  state = advanceRun(state, { kind: 'submitted', at, answer });
  while (state.end === undefined) {
    const [next] = coming;
    const action = nextAction(state, at);
    if (next !== undefined && next.at <= at) {
      coming.shift();
      state = advanceRun(state, { kind: 'frame', at, frame: next.frame });
    } else if (action.do === 'wait') {
      at = Math.min(action.until, next?.at ?? Number.POSITIVE_INFINITY);
    } else if (action.do === 'read-history' || action.do === 'read-queue') {
      const found = action.do === 'read-history' ? history() : queue();
      state =
        found === undefined
          ? advanceRun(state, { kind: 'unreachable', at, refused: true, message: 'refused' })
          : action.do === 'read-history'
            ? advanceRun(state, { kind: 'history', at, reading: readHistory(found, promptId) })
            : advanceRun(state, { kind: 'queue', at, reading: readQueue(found, promptId) });
    } else throw new Error(`a run as recorded comes to ${action.do}`);
  }
  return state;
}

function told(transcript: Transcript, catalog: Catalog, telling: Telling): string {
  const { from } = transcript;
  const run = play(transcript, telling);
  const { verdict } = judgeRun({
    caseName: from.file,
    run,
    submitted: from.prompt,
    declared: Object.entries(from.prompt)
      .filter(([, node]) => catalog.nodeTypes.get(node.class_type)?.isOutputNode)
      .map(([id]) => ({ name: id, nodes: [id] })),
    fetched: outputsOf(run).map(({ node, files, texts }) => ({
      node,
      files: files.map(({ filename }) => ({ name: filename, bytes: new Uint8Array(1) })),
      texts,
    })),
    cache: 'vary',
  });
  return `${run.end} ${run.error?.class ?? ''} ${verdict}`;
}

describe.runIf(hasRecordings).each(['0.3.64', '0.33.0'])('runs of ComfyUI %s', (version) => {
  const folder = `comfyui-${version}/execution`;
  const transcripts = hasRecordings
    ? readdirSync(`${recordingsFolder}/${folder}`)
        .filter((name) => name.endsWith('.json') && name !== 'object-info.json')
        .flatMap((name) => recordedPrompts(folder, name))
        .filter(({ status, promptId }) => status === 200 && promptId !== undefined)
        .map(transcriptOf)
    : [];

  it('end and are judged alike, however they are told', () => {
    const catalog = parseCatalog({ objectInfo: recording(`${folder}/object-info.json`) });
    expect(transcripts.length).toBeGreaterThan(20);
    for (const transcript of transcripts) {
      const { file, nth: which } = transcript.from;
      const name = `${file} ${which}`;
      const expected = told(transcript, catalog, asItWas);
      fc.assert(
        fc.property(badly, (telling) => {
          expect(`${name}: ${told(transcript, catalog, telling)}`).toBe(`${name}: ${expected}`);
        }),
        { numRuns: 12 },
      );
    }
  });
});
