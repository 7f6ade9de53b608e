/** What became of a smoke run: how it ended, and what its outputs did not hold. */

import { listed } from '../text.ts';
import { define } from './definition.ts';

export interface RunTold {
  readonly case: string;
  readonly class: string;
  readonly message: string;
  readonly exception?: string | undefined;
}

const helpOfClass: Readonly<Record<string, string>> = {
  validation: 'comfypin validate --env ENV names every node and input that the server refuses.',
  'model-missing': 'comfypin models --env ENV shows which files the server has under which names.',
  'out-of-memory': 'Use a smaller size or batch in the case, or a server with more memory.',
  'server-lost': 'Look whether the server was restarted, then run the command again.',
  'queue-stuck': 'Look at the queue of the server, then run the command again.',
  'queue-full': 'The server takes no more prompts now. Run the command again later.',
  'turned-away': 'Look at the address and the token of the server in promotion.yaml.',
  timeout: 'Give the case a longer "timeout:", or look why the server is slow.',
};

export const smokeRunProblems = {
  'smoke/run-failed': define<RunTold>({
    severity: 'error',
    title: ({ case: name, class: kind, message, exception }) =>
      `Case ${name} failed (${kind}): ${exception === undefined ? '' : `${exception}: `}${message}`,
    hint: ({ class: kind }) => helpOfClass[kind],
    why: 'The server said that the run failed, or left outputs out. A prompt that was refused is never sent again; one that ran out of memory is tried once more after memory was freed.',
    example: {
      case: 'red-shoe',
      class: 'node-failed',
      message: 'the tensor has the wrong shape',
      exception: 'ValueError',
    },
  }),
  'smoke/not-taken': define<RunTold>({
    severity: 'error',
    title: ({ case: name, message }) => `The server did not take case ${name}: ${message}`,
    hint: ({ class: kind }) => helpOfClass[kind],
    why: 'A full queue, a login that is asked for or a wrong address says nothing about the workflow. The case is given to another server of the environment where there is one.',
    example: { case: 'red-shoe', class: 'queue-full', message: 'the server answered 429: full' },
  }),
  'smoke/run-lost': define<RunTold>({
    severity: 'error',
    title: ({ case: name, message }) => `The end of case ${name} is not known: ${message}`,
    hint: ({ class: kind }) => helpOfClass[kind],
    why: 'The run was neither seen to succeed nor to fail, so it counts as neither. The prompt is looked up by its id and never sent twice to the same server.',
    example: {
      case: 'red-shoe',
      class: 'server-lost',
      message: 'the prompt is neither in the queue nor in the history',
    },
  }),
  'smoke/run-cancelled': define<RunTold>({
    severity: 'error',
    title: ({ case: name, message }) => `Case ${name} did not end by itself: ${message}`,
    hint: ({ class: kind }) => helpOfClass[kind],
    why: 'A run that was stopped shows nothing about the workflow beyond the time it took.',
    example: { case: 'red-shoe', class: 'timeout', message: 'the run took longer than its limit' },
  }),
  'smoke/output-missing': define<{ case: string; output: string }>({
    severity: 'error',
    title: ({ case: name, output }) => `Case ${name} gave nothing for output ${output}`,
    hint: () => 'Look whether the node is switched off by its inputs, or declare other outputs.',
    why: 'ComfyUI calls a run a success when nothing was raised. comfypin wants a file or a text of every declared output.',
    example: { case: 'red-shoe', output: 'hero' },
  }),
  'smoke/output-unreadable': define<{ case: string; output: string; file: string; reason: string }>(
    {
      severity: 'error',
      title: ({ case: name, output, file, reason }) =>
        `Case ${name}: the file ${file} of output ${output} cannot be read: ${reason}`,
      why: 'Each file that the history names is downloaded. One that is gone, empty or no picture is a failed output, whatever the history says.',
      example: { case: 'red-shoe', output: 'hero', file: 'hero_00001_.png', reason: 'status 404' },
    },
  ),
  'smoke/other-graph-ran': define<{
    case: string;
    node: string;
    input?: string | undefined;
    from: string;
    to: string;
  }>({
    severity: 'error',
    title: ({ case: name, node, input, from, to }) =>
      `Case ${name}: the server ran another graph than it was sent: node ${node}${input === undefined ? '' : `, input ${input}`}: ${from} became ${to}`,
    why: 'The history holds the graph that ran. Coercions to the type of an input and node replacements are known and named; anything else means that the evidence would be about another workflow.',
    example: { case: 'red-shoe', node: '3', input: 'steps', from: '20', to: '4' },
  }),
  'smoke/coerced': define<{
    case: string;
    node: string;
    input?: string | undefined;
    from: string;
    to: string;
    kind: string;
  }>({
    severity: 'info',
    title: ({ case: name, node, input, from, to, kind }) =>
      `Case ${name}: the server ${kind} node ${node}${input === undefined ? '' : `, input ${input}`}: ${from} became ${to}`,
    why: 'ComfyUI turns values into the type of their input and replaces node types that were renamed. The run counts; the workflow says it differently than it runs.',
    example: {
      case: 'red-shoe',
      node: '5',
      input: 'width',
      from: '"32"',
      to: '32',
      kind: 'coerced',
    },
  }),
  'smoke/only-cached': define<{
    case: string;
    outputs: readonly string[];
    /** Its memory is never freed. */
    live: boolean;
  }>({
    severity: 'error',
    title: ({ case: name, outputs }) =>
      `Case ${name} computed nothing for ${outputs.length === 1 ? 'output' : 'outputs'} ${listed(outputs, 6)}: the server took everything from its cache`,
    hint: ({ live }) =>
      live
        ? 'Name a seed or another input that may vary ("vary: seed" in the case): the memory of a live server is never freed. A server that nobody else uses may have "role: test".'
        : 'Name a seed or another input that may vary ("vary: seed" in the case), or set "cache: free" for the environment.',
    why: 'A result that the server already had proves nothing about what it can compute now: models and node packs may be gone.',
    example: { case: 'red-shoe', outputs: ['hero'], live: false },
  }),
  'smoke/expectation': define<{
    case: string;
    output: string;
    what: string;
    expected: string;
    actual: string;
  }>({
    severity: 'error',
    title: ({ case: name, output, what, expected, actual }) =>
      `Case ${name}, output ${output}: ${what} should be ${expected} and is ${actual}`,
    hint: () => 'Look at the files below the report folder (--report).',
    why: 'The expectation stands in smoke.yaml. It was measured on the file that the server gave.',
    example: { case: 'red-shoe', output: 'hero', what: 'width', expected: '1024', actual: '512' },
  }),
  'smoke/not-compared': define<{ case: string; output: string }>({
    severity: 'error',
    title: ({ case: name, output }) =>
      `Case ${name}: output ${output} could not be compared with its golden picture, because the cached file is gone and another seed was run`,
    hint: () => 'Set "cache: free" for the environment, so that the case itself runs again.',
    why: 'The server had the result in its cache, but the file was removed. A run with another seed shows that the workflow works, and its picture must differ from the golden one.',
    example: { case: 'red-shoe', output: 'hero' },
  }),
  'smoke/no-golden': define<{ case: string; output: string; reason: string }>({
    severity: 'error',
    title: ({ case: name, output, reason }) =>
      `Case ${name}: output ${output} has no golden picture to compare with: ${reason}`,
    hint: () => 'comfypin smoke bless WORKFLOW:CASE proposes a new one.',
    why: 'A golden picture is a picture that this machine can read. It can be given for each kind of device; one named default is for all others.',
    example: { case: 'red-shoe', output: 'hero', reason: 'smoke/shoe.png is no picture' },
  }),
  'smoke/few-candidates-hold': define<{ case: string; held: number; count: number; pass: number }>({
    severity: 'error',
    title: ({ case: name, held, count, pass }) =>
      `Case ${name}: ${held} of ${count} candidates hold, and ${pass} must`,
    hint: () => 'Look at the candidates below the report folder (--report).',
    why: 'A case with "candidates:" is run with several seeds, always the same ones. It passes when as many hold all expectations as it asks for.',
    example: { case: 'red-shoe', held: 1, count: 4, pass: 3 },
  }),
  'smoke/over-budget': define<{ case: string; what: string; limit: string; actual: string }>({
    severity: 'error',
    title: ({ case: name, what, limit, actual }) =>
      `Case ${name} is over its budget: ${what} may be ${limit} and was ${actual}`,
    hint: () => 'Look at the times per node in the report (--report).',
    why: 'The budget stands in smoke.yaml. Seconds are those of the server, without its queue; memory is what /system_stats says is in use.',
    example: { case: 'red-shoe', what: 'a warm run', limit: '10 s', actual: '14.2 s' },
  }),
  'smoke/not-measured': define<{ case: string; what: string; reason: string }>({
    severity: 'error',
    title: ({ case: name, what, reason }) =>
      `Case ${name}: its budget of ${what} could not be measured: ${reason}`,
    hint: () => 'Take the budget out of smoke.yaml of this environment, or run on another server.',
    why: 'What was not measured is not kept either: the case is unverifiable.',
    example: { case: 'red-shoe', what: 'GPU memory', reason: 'the server does not tell it' },
  }),
  'smoke/score-missing': define<{ case: string; output: string; scorer: string; reason: string }>({
    severity: 'error',
    title: ({ case: name, output, scorer, reason }) =>
      `Case ${name}, output ${output}: the scorer ${scorer} gave no answer: ${reason}`,
    hint: ({ scorer }) =>
      `Run the command of scorers.${scorer} in promotion.yaml by hand with the JSON of docs/smoke.md.`,
    why: 'A scorer gets JSON on standard input and answers { "scores": { NAME: NUMBER } } on standard output, within its time and size. Anything else is no answer, and a case without its scores is unverifiable.',
    example: { case: 'red-shoe', output: 'hero', scorer: 'clip', reason: 'it ended with code 1' },
  }),
  'smoke/no-previous': define<{ case: string; output: string; reason: string }>({
    severity: 'info',
    title: ({ case: name, output, reason }) =>
      `Case ${name}: output ${output} was compared with no release before: ${reason}`,
    why: 'A first release has nothing before it. Where there is one, it is run with the same inputs on the same server.',
    example: { case: 'red-shoe', output: 'hero', reason: 'this is the first release' },
  }),
} as const;
