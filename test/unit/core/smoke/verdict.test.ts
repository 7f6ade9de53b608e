/** What counts as proof: one row per way in which a run that ended well can still prove nothing, or the contrary. */

import { expect, it } from 'vitest';
import { type Json, type JsonObject, numberOf } from '../../../../src/base/json.ts';
import { beginRun, type RunState } from '../../../../src/core/smoke/run-state.ts';
import { type RunEnd, type RunErrorClass, usualLimits } from '../../../../src/core/smoke/types.ts';
import { type FetchedOutput, judgeRun, type RunFacts } from '../../../../src/core/smoke/verdict.ts';
import type { ApiPrompt } from '../../../../src/core/workflow/types.ts';

/** Two pictures of one loader: 1 → 2 → 3 and 1 → 4. */
const graph: JsonObject = {
  '1': { class_type: 'Load', inputs: { name: 'a' } },
  '2': { class_type: 'Draw', inputs: { from: ['1', 0], steps: 20 } },
  '3': { class_type: 'SaveImage', inputs: { images: ['2', 0] } },
  '4': { class_type: 'SaveImage', inputs: { images: ['1', 0] } },
};
const submitted = graph as unknown as ApiPrompt;
const declared = [
  { name: 'hero', nodes: ['3'] },
  { name: 'side', nodes: ['4'] },
];
const picture = { name: 'a_00001_.png', bytes: new Uint8Array([1]) };
const both: readonly FetchedOutput[] = [
  { node: '3', files: [picture], texts: [] },
  { node: '4', files: [picture], texts: [] },
];

function runOf(more: Partial<RunState> = {}, executed: Json = graph): RunState {
  const run = beginRun({ promptId: 'p', prompt: submitted, limits: usualLimits, at: 0 });
  const entry = { status: 'success', interrupted: false, outputs: {}, executed } as const;
  return { ...run, end: 'success', entry, ...more };
}

/** The graph as it ran, with other steps. */
function stepsOf(steps: Json): Json {
  return { ...graph, '2': { class_type: 'Draw', inputs: { from: ['1', 0], steps } } };
}

function judged(more: Partial<RunFacts>) {
  const facts: RunFacts = {
    caseName: 'c',
    run: runOf(),
    submitted,
    declared,
    fetched: both,
    cache: 'vary',
    ...more,
  };
  const { verdict, problems } = judgeRun(facts);
  return [verdict, ...problems.map(({ code }) => code)];
}

const only = (files: FetchedOutput['files'], texts: readonly string[] = []) => [
  { node: '3', files, texts },
  { node: '4', files: [picture], texts: [] },
];

it.each<[string, Partial<RunFacts>, readonly string[]]>([
  ['everything there', {}, ['passed']],
  ['a whole number that became a FLOAT', { run: runOf({}, stepsOf(numberOf('20.0'))) }, ['passed']],
  [
    'a value that the server turned',
    { run: runOf({}, stepsOf('20')) },
    ['passed', 'smoke/coerced'],
  ],
  ['a text in place of a file', { fetched: only([], ['a cat']) }, ['passed']],
  ['an output without anything', { fetched: only([]) }, ['failed', 'smoke/output-missing']],
  [
    'an output that is not told of',
    { fetched: both.slice(0, 1) },
    ['failed', 'smoke/output-missing'],
  ],
  [
    'an empty file',
    { fetched: only([{ name: 'a', bytes: new Uint8Array() }]) },
    ['failed', 'smoke/output-unreadable'],
  ],
  [
    'a file that is gone',
    { fetched: only([{ name: 'a', unreadable: 'the server answered 404' }]) },
    ['failed', 'smoke/output-unreadable'],
  ],
  [
    'a file that could not be fetched',
    { fetched: only([{ name: 'a', unreadable: 'reset', unknown: true }]) },
    ['errored', 'smoke/output-unreadable'],
  ],
  [
    'a file that could not be fetched beside one that is missing',
    {
      fetched: [
        { node: '3', files: [{ name: 'a', unreadable: 'reset', unknown: true }], texts: [] },
      ],
    },
    ['failed', 'smoke/output-unreadable', 'smoke/output-missing'],
  ],
  ['no declared output', { declared: [] }, ['unverifiable']],
  [
    'all from the cache',
    { run: runOf({ cached: ['1', '2', '3', '4'] }) },
    ['unverifiable', 'smoke/only-cached'],
  ],
  [
    'one picture from the cache',
    { run: runOf({ cached: ['1'] }) },
    ['unverifiable', 'smoke/only-cached'],
  ],
  [
    'a cached picture saved again',
    { run: runOf({ cached: ['1', '2'] }) },
    ['unverifiable', 'smoke/only-cached'],
  ],
  [
    'all from the cache where that is accepted',
    { run: runOf({ cached: ['1', '2', '3', '4'] }), cache: 'accept' },
    ['passed'],
  ],
  [
    'a cached file that is gone, where the cache is accepted',
    { run: runOf({ cached: ['1', '2', '3', '4'] }), cache: 'accept', fetched: only([]) },
    ['failed', 'smoke/output-missing'],
  ],
  [
    'another number',
    {
      run: runOf(
        {},
        { ...graph, '2': { class_type: 'Draw', inputs: { from: ['1', 0], steps: 20.5 } } },
      ),
    },
    ['failed', 'smoke/other-graph-ran'],
  ],
  [
    'another node',
    {
      run: runOf(
        {},
        { ...graph, '2': { class_type: 'Other', inputs: { from: ['1', 0], steps: 20 } } },
      ),
    },
    ['failed', 'smoke/other-graph-ran'],
  ],
  [
    'no graph in the history',
    { run: { ...runOf(), entry: { status: 'success', interrupted: false, outputs: {} } } },
    ['failed', 'smoke/other-graph-ran'],
  ],
])('%s', (_, facts, expected) => {
  expect(judged(facts)).toEqual(expected);
});

it.each<[RunEnd, RunErrorClass, string]>([
  ['failure', 'node-failed', 'failed'],
  ['failure', 'validation', 'failed'],
  ['failure', 'server-error', 'failed'],
  ['failure', 'queue-full', 'errored'],
  ['failure', 'turned-away', 'errored'],
  ['cancelled', 'timeout', 'failed'],
  ['cancelled', 'interrupted', 'errored'],
  ['cancelled', 'queue-stuck', 'errored'],
  ['lost', 'server-lost', 'errored'],
  ['unknown', 'server-lost', 'errored'],
])('a run that ended as %s for %s is %s', (end, reason, verdict) => {
  const error = { class: reason, message: 'why' };
  expect(judged({ run: runOf({ end, error }) })[0]).toBe(verdict);
});

it('pictures of a websocket that broke are unknown, and missing where it did not break', () => {
  const prompt = { '1': { class_type: 'SaveImageWebsocket', inputs: {} } } as unknown as ApiPrompt;
  const run = beginRun({ promptId: 'p', prompt, limits: usualLimits, at: 0 });
  const told = (more: Partial<RunState>, files: FetchedOutput['files']) =>
    judged({
      run: { ...runOf({}, prompt as unknown as Json), prompt: run.prompt, ...more },
      submitted: prompt,
      declared: [{ name: 'hero', nodes: ['1'] }],
      fetched: [{ node: '1', files, texts: [] }],
    });
  expect(told({}, [picture])).toEqual(['passed']);
  expect(told({}, [])).toEqual(['failed', 'smoke/output-missing']);
  expect(told({ isDeaf: true }, [])).toEqual(['errored', 'smoke/output-unreadable']);
  expect(told({ isDeaf: true }, [picture])).toEqual(['errored', 'smoke/output-unreadable']);
});
