/** When a run counts: it ended well, every declared output is there, the submitted graph ran, and something was computed. */

import { isJsonNumber, type Json, toDouble } from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { shortened } from '../../base/text.ts';
import { linkOf } from '../workflow/graph.ts';
import type { ApiPrompt } from '../workflow/types.ts';
import { nodeOf } from './errors.ts';
import { compareExecuted, type GraphChange } from './executed-graph.ts';
import { streamedType } from './run-frames.ts';
import type { RunState } from './run-state.ts';

export type Verdict = 'passed' | 'failed' | 'errored' | 'unverifiable';

/** The worst first: a definite no outweighs what nobody could say. */
const order: readonly Verdict[] = ['failed', 'errored', 'unverifiable', 'passed'];

/** Returns the verdict of several; of none `unverifiable`. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  return order.find((each) => verdicts.includes(each)) ?? 'unverifiable';
}

/** A declared output of the workflow: the nodes that must leave something. */
export interface DeclaredOutput {
  readonly name: string;
  readonly nodes: readonly string[];
}

/** What was downloaded of one node. */
export interface FetchedOutput {
  readonly node: string;
  readonly files: readonly FetchedFile[];
  readonly texts: readonly string[];
}

export interface FetchedFile {
  readonly name: string;
  readonly bytes?: Uint8Array;
  /** Why there are no bytes. */
  readonly unreadable?: string;
  /** True where the network failed, so that nobody knows whether the file is there. */
  readonly unknown?: boolean;
}

export interface RunFacts {
  readonly caseName: string;
  readonly run: RunState;
  readonly submitted: ApiPrompt;
  readonly replacements?: Parameters<typeof compareExecuted>[2];
  readonly declared: readonly DeclaredOutput[];
  readonly fetched: readonly FetchedOutput[];
  readonly cache: 'vary' | 'free' | 'accept';
  /** True on a server that does production work too. */
  readonly isLive?: boolean;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly problems: readonly Problem[];
  readonly changes: readonly GraphChange[];
  /** Outputs that came from the cache alone. */
  readonly cachedOutputs: readonly string[];
}

/** Returns the verdict of one run by design rule 9, with a problem for each reason. */
export function judgeRun(facts: RunFacts): Judgement {
  const { run, caseName, submitted } = facts;
  const ended = endProblem(run, caseName);
  if (ended !== undefined) {
    const verdict = isDefinite(run) ? 'failed' : 'errored';
    return { verdict, problems: [ended], changes: [], cachedOutputs: [] };
  }
  const changes = compareExecuted(submitted, run.entry?.executed ?? null, facts.replacements ?? {});
  const cachedOutputs = facts.declared
    .filter((each) => isOnlyCached(each, facts))
    .map(({ name }) => name);
  const outputs = facts.declared.flatMap((each) =>
    cachedOutputs.includes(each.name) && facts.cache !== 'accept'
      ? []
      : outputProblems(each, facts),
  );
  const graph = changes
    .filter((each) => !isSpelling(each))
    .map((each) => changeProblem(each, caseName));
  const cached =
    facts.cache === 'accept' || cachedOutputs.length === 0
      ? []
      : [
          problem(
            'smoke/only-cached',
            {},
            { case: caseName, outputs: cachedOutputs, live: facts.isLive === true },
          ),
        ];
  const none = facts.declared.length === 0;
  const unread =
    facts.fetched.flatMap((each) => each.files).some((file) => file.unknown === true) ||
    facts.declared.some((each) => isUnheard(each, facts));
  const errors = [...outputs, ...graph].filter(({ severity }) => severity === 'error');
  const wrong = errors.some(({ code }) => !unread || code !== 'smoke/output-unreadable');
  return {
    verdict: worstOf([
      wrong ? 'failed' : errors.length > 0 ? 'errored' : 'passed',
      cached.length > 0 || none ? 'unverifiable' : 'passed',
    ]),
    problems: [...graph, ...outputs, ...cached],
    changes,
    cachedOutputs,
  };
}

/** A prompt that nobody took says nothing of the release; one that ran out of its time does. */
function isDefinite({ end, error }: RunState): boolean {
  if (error?.class === 'queue-full' || error?.class === 'turned-away') return false;
  return end === 'failure' || error?.class === 'timeout';
}

function endProblem(run: RunState, caseName: string): Problem | undefined {
  const { error } = run;
  const told = {
    case: caseName,
    class: error?.class ?? 'server-error',
    message: error?.message ?? 'the server says no more',
    exception: error?.exception,
  };
  const node = error?.node;
  const at = node === undefined ? {} : { node: node.id, title: node.title };
  if (run.end === 'success') return undefined;
  if (run.end === 'failure' && !isDefinite(run)) return problem('smoke/not-taken', at, told);
  if (run.end === 'failure') return problem('smoke/run-failed', at, told);
  if (run.end === 'cancelled') return problem('smoke/run-cancelled', at, told);
  return problem('smoke/run-lost', at, told);
}

/** `8` became `8.0`: every whole number of a FLOAT input does, and nobody has to know. */
function isSpelling({ kind, from, to }: GraphChange): boolean {
  if (kind !== 'coerced' || !isJsonNumber(from) || !isJsonNumber(to)) return false;
  return toDouble(from) === toDouble(to) && Number.isSafeInteger(toDouble(from));
}

function changeProblem(change: GraphChange, caseName: string): Problem {
  const args = {
    case: caseName,
    node: change.node,
    input: change.input,
    from: shown(change.from),
    to: shown(change.to),
  };
  const at = { node: change.node, ...(change.input === undefined ? {} : { input: change.input }) };
  if (change.kind === 'different') return problem('smoke/other-graph-ran', at, args);
  return problem('smoke/coerced', at, { ...args, kind: change.kind });
}

function shown(value: Json): string {
  return shortened(writeJson(value), 80);
}

function outputProblems(output: DeclaredOutput, facts: RunFacts): readonly Problem[] {
  const { caseName } = facts;
  const found = facts.fetched.filter((each) => output.nodes.includes(each.node));
  const files = found.flatMap((each) => each.files);
  if (isUnheard(output, facts)) {
    const reason = 'the websocket broke, and they are nowhere else';
    const args = { case: caseName, output: output.name, file: 'websocket pictures', reason };
    return [problem('smoke/output-unreadable', {}, args)];
  }
  if (files.length === 0 && found.every((each) => each.texts.length === 0)) {
    return [problem('smoke/output-missing', {}, { case: caseName, output: output.name })];
  }
  return files.flatMap(({ name: file, bytes, unreadable }) => {
    const reason =
      unreadable ?? (bytes === undefined || bytes.length === 0 ? 'it is empty' : undefined);
    const args = { case: caseName, output: output.name, file, reason: reason ?? '' };
    return reason === undefined ? [] : [problem('smoke/output-unreadable', {}, args)];
  });
}

/** True where pictures are sent over the websocket alone, which did not hear everything. */
function isUnheard({ nodes }: DeclaredOutput, { run }: RunFacts): boolean {
  const isStreamed = nodes.some((node) => nodeOf(run.prompt, node).classType === streamedType);
  return isStreamed && run.isDeaf === true;
}

/** True where every node that the output depends on came from the cache; saving a cached picture again computes nothing. */
function isOnlyCached(output: DeclaredOutput, { run, submitted }: RunFacts): boolean {
  if (run.cached === undefined) return false;
  const cached = new Set(run.cached);
  const sources = new Set(output.nodes.flatMap((node) => [...upstream(submitted, node)]));
  for (const node of output.nodes) sources.delete(node);
  const decisive = sources.size > 0 ? [...sources] : output.nodes;
  return decisive.every((node) => cached.has(node));
}

/** Returns the nodes that a node depends on, itself included. */
export function upstream(prompt: ApiPrompt, node: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next) || !Object.hasOwn(prompt, next)) continue;
    seen.add(next);
    for (const value of Object.values(prompt[next]?.inputs ?? {})) {
      const link = linkOf(value);
      if (link !== undefined) open.push(link.node);
    }
  }
  return seen;
}
