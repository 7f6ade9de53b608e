/** What is wrong with smoke cases, reports and what they are asked of. */

import { listed } from '../text.ts';
import { define } from './definition.ts';

export const smokeProblems = {
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
      `The picture was made by another graph than ${workflow} is pinned to: ${listed(differ, 5)}`,
    hint: () => 'comfypin whence FILE tells which release made it.',
    why: 'A case sets inputs of the pinned graph. Nodes and links that differ cannot be set by one.',
    example: { workflow: 'portrait', differ: ['node 12 (FaceDetailer): node added'] },
  }),
} as const;
