/** What a smoke run found, and what is wrong with its cases. */

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

export const smokeProblems = {
  'smoke/ref-moved': define<{ ref: string; now: string; commit: string }>({
    severity: 'error',
    title: ({ ref, now, commit }) => `${ref} is at ${now} now, and not at ${commit}.`,
    hint: () => 'Look at what is there now, and ask for the run again.',
    why: 'A run of a proposal is bound to the commit that somebody looked at. Nothing was sent to a server.',
    example: { ref: 'refs/pull/12/head', now: '3f1c2d4e5a6b', commit: '1a2b3c4d5e6f' },
  }),
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
  'smoke/no-report': define<{ word: string; reason: string }>({
    severity: 'error',
    title: ({ word, reason }) => `${word} is no report of a smoke run: ${reason}`,
    hint: () => 'comfypin smoke --env ENV --report FOLDER writes one.',
    why: 'A report is the folder that smoke wrote with --report, or the file that it printed with --json.',
    example: { word: 'out', reason: 'the folder holds no smoke.json' },
  }),
  'smoke/reports-differ': define<{ runs: readonly string[] }>({
    severity: 'error',
    title: ({ runs }) => `The reports are of different runs: ${runs.join(' and ')}`,
    hint: () => 'Put only reports of one environment and one kind together.',
    why: 'Reports of several jobs make one where the jobs were parts of one run. The same workflow in two environments would stand there twice.',
    example: { runs: ['active in dev', 'candidate in staging'] },
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
  'smoke/only-cached': define<{ case: string; output: string }>({
    severity: 'error',
    title: ({ case: name, output }) =>
      `Case ${name} computed nothing for output ${output}: the server took everything from its cache`,
    hint: () =>
      'Name a seed or another input that may vary ("vary: seed" in the case), or set "cache: free" for the environment.',
    why: 'A result that the server already had proves nothing about what it can compute now: models and node packs may be gone.',
    example: { case: 'red-shoe', output: 'hero' },
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
  'smoke/no-cases': define<{ workflow: string; environment: string }>({
    severity: 'error',
    title: ({ workflow, environment }) =>
      `${workflow} has no smoke cases in ${environment}, so nothing can be verified`,
    hint: ({ workflow, environment }) =>
      `Write workflows/${environment}/${workflow}/smoke.yaml with at least "cases: [{ name: default }]".`,
    why: 'Nothing was run, which is not the same as nothing was wrong. The smoke gate shows it as unverifiable.',
    example: { workflow: 'portrait', environment: 'staging' },
  }),
  'smoke/case-twice': define<{ name: string }>({
    severity: 'error',
    title: ({ name }) => `Two smoke cases are named ${name}`,
    hint: () => 'Give each case its own name.',
    why: 'Reports, --case and the folders of pictures go by the names of cases.',
    example: { name: 'red-shoe' },
  }),
  'smoke/unknown-case': define<{ name: string; nearest?: string | undefined }>({
    severity: 'error',
    title: ({ name }) => `No smoke case is named ${name}`,
    hint: ({ nearest }) => (nearest === undefined ? undefined : `Did you mean "${nearest}"?`),
    why: 'Cases are named in smoke.yaml of each workflow.',
    example: { name: 'red-sheo', nearest: 'red-shoe' },
  }),
  'smoke/unknown-input': define<{
    case: string;
    name: string;
    nearest?: string | undefined;
    known: readonly string[];
  }>({
    severity: 'error',
    title: ({ case: name, name: input }) =>
      `Case ${name} sets ${input}, and the workflow has no such input`,
    hint: ({ nearest, known }) =>
      nearest === undefined
        ? `Inputs are named by contract, title or id.input: ${known.slice(0, 8).join(', ')}.`
        : `Did you mean "${nearest}"?`,
    why: 'An input is found by its name in the contract, by the title of a node with one value, by "Title.input" or by "id.input".',
    example: { case: 'red-shoe', name: 'promt', nearest: 'prompt', known: ['prompt', 'seed'] },
  }),
  'smoke/ambiguous-input': define<{ case: string; name: string; choices: readonly string[] }>({
    severity: 'error',
    title: ({ case: name, name: input }) =>
      `Case ${name} sets ${input}, and several inputs go by that name`,
    hint: ({ choices }) => `Write one of ${choices.join(', ')}.`,
    why: 'Titles need not be unique, and a node may have several values.',
    example: { case: 'red-shoe', name: 'CLIP Text Encode', choices: ['6.text', '7.text'] },
  }),
  'smoke/linked-input': define<{ case: string; name: string }>({
    severity: 'error',
    title: ({ case: name, name: input }) =>
      `Case ${name} sets ${input}, which is linked to another node`,
    hint: () => 'Set the input of the node where the link begins.',
    why: 'Setting it would cut the link, and another graph than the pinned one would run.',
    example: { case: 'red-shoe', name: '3.model' },
  }),
  'smoke/unknown-output': define<{
    case: string;
    name: string;
    nearest?: string | undefined;
    known: readonly string[];
  }>({
    severity: 'error',
    title: ({ case: name, name: output }) =>
      `Case ${name} expects something of ${output}, and the workflow has no such output`,
    hint: ({ nearest, known }) =>
      nearest === undefined
        ? `Outputs are named by contract, title or node id: ${known.slice(0, 8).join(', ')}.`
        : `Did you mean "${nearest}"?`,
    why: 'An output is found by its name in the contract, by the title of its node, or by the node id.',
    example: { case: 'red-shoe', name: 'heroo', nearest: 'hero', known: ['hero'] },
  }),
  'smoke/missing-file': define<{ case: string; path: string }>({
    severity: 'error',
    title: ({ case: name, path }) => `Case ${name} names the file ${path}, which is not there`,
    hint: () =>
      'Paths are relative to the folder of the workflow: smoke/shoe.png, assets/…. A golden picture is made by comfypin smoke bless.',
    why: 'Input pictures and golden pictures are part of the smoke cases and lie beside smoke.yaml, below smoke/ or assets/.',
    example: { case: 'red-shoe', path: 'smoke/shoe.png' },
  }),
  'smoke/upload-failed': define<{ case: string; path: string; reason: string }>({
    severity: 'error',
    title: ({ case: name, path, reason }) =>
      `Case ${name}: the server did not take the file ${path}: ${reason}`,
    why: 'Input pictures are uploaded under a name made of their content before the prompt is sent.',
    example: { case: 'red-shoe', path: 'smoke/shoe.png', reason: 'status 500' },
  }),
  'smoke/servers-differ': define<{ environment: string }>({
    severity: 'error',
    title: ({ environment }) =>
      `The servers of ${environment} that ran the cases differ in versions or node types, so the run is evidence of neither`,
    hint: () => 'Bring the servers to one version, or run on one of them with --servers URL.',
    why: 'Evidence names the versions and interfaces it was made on. Cases that ran on differing servers have no one answer to that.',
    example: { environment: 'staging' },
  }),
  'smoke/not-pinned': define<{ workflow: string; environment: string; where: string }>({
    severity: 'error',
    title: ({ workflow, environment, where }) =>
      `${workflow} is not pinned in ${environment}: ${where} has no pin.json`,
    hint: ({ workflow }) =>
      `comfypin pin ${workflow} writes the pin; comfypin status shows what is where.`,
    why: 'A smoke run is made on a pinned rendering, so that its evidence is about exactly that.',
    example: {
      workflow: 'portrait',
      environment: 'staging',
      where: 'workflows/staging/portrait',
    },
  }),
  'smoke/no-candidate': define<{ workflow: string; environment: string; branch: string }>({
    severity: 'error',
    title: ({ workflow, environment, branch }) =>
      `There is no candidate of ${workflow} for ${environment}: the remote has no branch ${branch}`,
    hint: ({ workflow, environment }) => `comfypin promote ${workflow} --env ${environment}`,
    why: 'A candidate is what a promotion proposes. It is read from the branch of its pull request.',
    example: {
      workflow: 'portrait',
      environment: 'staging',
      branch: 'comfypin/promote/staging/portrait',
    },
  }),
  'smoke/not-blessed': define<{ case: string; output: string; reason: string }>({
    severity: 'error',
    title: ({ case: name, output, reason }) =>
      `The picture of output ${output} of case ${name} cannot be taken as golden: ${reason}`,
    hint: () => 'Run the case again with --report FOLDER, look at its picture, and bless that.',
    why: 'A golden picture says how the pinned workflow looks with the inputs of its case. One of another pin, of other inputs, or one that was changed since would make later runs fail, or pass, for the wrong reason.',
    example: { case: 'red-shoe', output: 'hero', reason: 'its run did not end well' },
  }),
  'smoke/busy': define<{ server: string; minutes: number }>({
    severity: 'error',
    title: ({ server, minutes }) =>
      `${server} is a live server whose queue was not empty for ${minutes} minutes`,
    hint: () => 'Run the command again at a quieter hour.',
    why: 'On a server of the role "live" a smoke run waits for an empty queue, so that it takes no time from those who use it.',
    example: { server: 'https://comfy.example', minutes: 20 },
  }),
  'smoke/too-few-candidates': define<{ case: string; count: number; pass: number }>({
    severity: 'error',
    title: ({ case: name, count, pass }) =>
      `Case ${name} makes ${count} candidates and wants ${pass} of them to hold`,
    hint: () => 'Raise "count:" or lower "pass:" below "candidates:".',
    why: 'At most as many can hold as are made.',
    example: { case: 'red-shoe', count: 3, pass: 4 },
  }),
  'smoke/unclear-comparison': define<{ case: string }>({
    severity: 'error',
    title: ({ case: name }) =>
      `Case ${name} compares a picture, and says not clearly with which other`,
    hint: () =>
      'Give each comparison below "similar:" either "golden: smoke/PICTURE.png" or "previous: true". Several stand in a list.',
    why: 'A comparison has one other side and its own thresholds.',
    example: { case: 'red-shoe' },
  }),
  'smoke/nothing-varies': define<{ case: string }>({
    severity: 'error',
    title: ({ case: name }) => `Case ${name} makes several candidates, and nothing of it varies`,
    hint: () => 'Name the input that makes them differ: "vary: seed" in the case.',
    why: 'Candidates are made with other values of one input, the first seed of the workflow where the case names none.',
    example: { case: 'red-shoe' },
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
  'smoke/unknown-scorer': define<{
    case: string;
    scorer: string;
    nearest?: string | undefined;
    where: string;
  }>({
    severity: 'error',
    title: ({ case: name, scorer, where }) =>
      `Case ${name} asks the scorer ${scorer}, which ${where} does not define`,
    hint: ({ nearest }) =>
      nearest === undefined
        ? 'Define it below "scorers:" in promotion.yaml, and merge that first.'
        : `Did you mean "${nearest}"?`,
    why: 'smoke.yaml only names scorers. Their commands come from promotion.yaml of the default branch, so that a proposal cannot bring a command of its own.',
    example: { case: 'red-shoe', scorer: 'clip', where: 'promotion.yaml of main' },
  }),
  'smoke/no-previous': define<{ case: string; output: string; reason: string }>({
    severity: 'info',
    title: ({ case: name, output, reason }) =>
      `Case ${name}: output ${output} was compared with no release before: ${reason}`,
    why: 'A first release has nothing before it. Where there is one, it is run with the same inputs on the same server.',
    example: { case: 'red-shoe', output: 'hero', reason: 'this is the first release' },
  }),
  'smoke/wrong-device': define<{ server: string; reasons: readonly string[] }>({
    severity: 'error',
    title: ({ server, reasons }) =>
      `${server} is not what the environment requires: ${reasons.join(', ')}`,
    hint: () => 'Change "require:" of the environment in promotion.yaml, or the server.',
    why: 'A run on another kind of device says nothing about the one that promotion.yaml asks for.',
    example: { server: 'https://comfy.example', reasons: ['its device is cpu and not cuda'] },
  }),
  'smoke/paid-node': define<{ case: string; nodeType: string }>({
    severity: 'error',
    title: ({ case: name, nodeType }) =>
      `Case ${name} was not sent: ${nodeType} calls a paid service each time it runs`,
    hint: () => 'Run with --allow-paid to agree to the cost.',
    why: 'The server marks node types that call a partner’s service for money. Nothing is spent unasked.',
    example: { case: 'red-shoe', nodeType: 'FluxProUltraImageNode' },
  }),
  'smoke/outside-quiet-hours': define<{ server: string; hours: string; until: string }>({
    severity: 'warning',
    title: ({ server, hours, until }) =>
      `${server} takes smoke runs at ${hours} alone; the next such time begins ${until}`,
    hint: () => 'Run the command again then, or choose another server with --servers.',
    why: 'quiet: of a server in promotion.yaml says when smoke may use it, in the time zone that it names.',
    example: {
      server: 'https://comfy.example',
      hours: '22:00-06:00 Europe/Berlin',
      until: '2026-03-01T21:00:00Z',
    },
  }),
  'smoke/budget-spent': define<{ server: string; budget: string; left: number }>({
    severity: 'warning',
    title: ({ server, budget, left }) =>
      `${server} has spent its budget of ${budget} for one smoke run; ${left} cases were left`,
    hint: () =>
      'Raise "budget:" of the server in promotion.yaml, or run less at a time with --shard.',
    why: 'A live server gives smoke only so much of its time per command.',
    example: { server: 'https://comfy.example', budget: '10m', left: 3 },
  }),
  'smoke/not-run': define<{ count: number }>({
    severity: 'error',
    title: ({ count }) => `${count} ${count === 1 ? 'case was' : 'cases were'} not run`,
    hint: () => 'Look at the servers: the messages beside this one say why they could not be used.',
    why: 'A workflow counts as tested when all of its cases ran.',
    example: { count: 2 },
  }),
  'smoke/no-graph': define<{ from: string }>({
    severity: 'error',
    title: ({ from }) => `${from} holds a canvas and no graph that ran`,
    hint: () => 'Take the picture as ComfyUI saved it, or an export in API format.',
    why: 'A case is what a run was given. A canvas alone says what was drawn, with seeds that the browser changes.',
    example: { from: 'bad.png' },
  }),
  'smoke/other-workflow': define<{ workflow: string; differ: readonly string[] }>({
    severity: 'error',
    title: ({ workflow, differ }) =>
      `The picture was made by another graph than ${workflow} is pinned to: ${differ.slice(0, 5).join(', ')}${differ.length > 5 ? ` and ${differ.length - 5} more` : ''}`,
    hint: () => 'comfypin whence FILE tells which release made it.',
    why: 'A case sets inputs of the pinned graph. Nodes and links that differ cannot be set by one.',
    example: { workflow: 'portrait', differ: ['node 12 (FaceDetailer): node added'] },
  }),
  'smoke/error-prone': define<{ server: string; count: number }>({
    severity: 'warning',
    title: ({ server, count }) =>
      `${server} is not used any more: ${count} runs in a row came to no end there`,
    hint: () => 'Look at the server’s log.',
    why: 'Cases whose end is not known go to another server. One that loses each of them would only waste time.',
    example: { server: 'https://comfy.example', count: 3 },
  }),
} as const;
