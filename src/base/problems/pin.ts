/** Problems of the family pin: files that are not what their pin says. */

import { define } from './definition.ts';

const restore =
  'If the change is meant, run comfypin pin and commit the result; if not, git checkout the files.';

export const pinProblems = {
  'pin/absent': define<{ name: string; environment: string }>({
    severity: 'error',
    title: ({ name, environment }) => `${name} in ${environment} has no pin.json.`,
    hint: ({ name, environment }) => `comfypin pin ${name} --env ${environment}`,
    why: 'Without a pin nothing says which content was meant, so nothing can be promoted or verified.',
    example: { name: 'hero', environment: 'dev' },
  }),
  'pin/malformed': define<{ message: string }>({
    severity: 'error',
    title: ({ message }) => `pin.json cannot be used: ${message}`,
    hint: () => 'Restore it from git; it is written by comfypin pin alone, never by hand.',
    why: 'pin.json has a schema (schemas/pin.schema.json), so that every tool reads the same from it.',
    example: { message: 'There is no option "note" at the top.' },
  }),
  'pin/unknown-format': define<{ format: string }>({
    severity: 'error',
    title: ({ format }) => `This comfypin cannot read pins of the format "${format}".`,
    hint: () => 'Update comfypin.',
    why: 'The pin was written by a newer version. Guessing what it means could let wrong content pass.',
    example: { format: 'comfypin/9' },
  }),
  'pin/changed-pin': define<Record<string, never>>({
    severity: 'error',
    title: () => 'pin.json was changed after it was written: it does not fit its own seal.',
    hint: () => 'Restore it from git, or run comfypin pin; merge tools must not merge this file.',
    why: 'The seal is the digest of the rest of the file. A pin that was edited proves nothing.',
    example: {},
  }),
  'pin/absent-file': define<{ file: string }>({
    severity: 'error',
    title: ({ file }) => `${file} is pinned, and it is not there.`,
    hint: ({ file }) => `Restore ${file} from git: the files of a release move together.`,
    why: 'A release is workflow.json with its canvas, contract, assets and pin. With one of them missing it is not what was pinned.',
    example: { file: 'assets/0123456789ab-logo.png' },
  }),
  'pin/unpinned-file': define<{ file: string }>({
    severity: 'error',
    title: ({ file }) => `${file} is there, and the pin knows nothing of it.`,
    hint: () => 'Run comfypin pin to take it in, or delete the file.',
    why: 'Release files move as a set; one that no pin names would travel unchecked.',
    example: { file: 'assets/logo.png' },
  }),
  'pin/unreadable-file': define<{ file: string; message: string }>({
    severity: 'error',
    title: ({ file, message }) => `${file} cannot be read any more: ${message}`,
    hint: () => restore,
    why: 'The file was whole when it was pinned.',
    example: { file: 'workflow.json', message: 'This is no JSON document: Expected a value' },
  }),
  'pin/changed-model': define<{ node: string; input: string; file: string; pinned: string }>({
    severity: 'error',
    title: ({ node, input, file, pinned }) =>
      `Input ${input} of node ${node} is ${file}, and ${pinned} is pinned.`,
    hint: () => restore,
    why: 'The pin holds every model input with its logical name and its name in this environment.',
    example: { node: '4', input: 'ckpt_name', file: 'b.safetensors', pinned: 'a.safetensors' },
  }),
  'pin/changed-workflow': define<{ runsTheSame: boolean }>({
    severity: 'error',
    title: ({ runsTheSame }) =>
      runsTheSame
        ? 'workflow.json differs from its pin in node ids or in nodes that reach no output.'
        : 'workflow.json does not run what is pinned.',
    hint: () => restore,
    why: 'The rendering digest of the file is not the one in pin.json. What was validated and smoke-run is the pinned content.',
    example: { runsTheSame: false },
  }),
  'pin/changed-release': define<{ digest: string; pinned: string }>({
    severity: 'error',
    title: ({ digest, pinned }) =>
      `The tables of pin.json give the release ${digest}, and it says ${pinned}.`,
    hint: () => 'Restore pin.json from git, or run comfypin pin.',
    why: 'The release digest follows from workflow.json and the tables of the pin. One of them was changed.',
    example: { digest: '1a2b3c4d5e6f', pinned: '6f5e4d3c2b1a' },
  }),
  'pin/changed-canvas': define<Record<string, never>>({
    severity: 'error',
    title: () => 'canvas.json is not the canvas that was pinned.',
    hint: () => restore,
    why: 'The canvas is kept so that the release can be opened again; another one would show what does not run. Pan, zoom and what ComfyUI notes on saving do not count.',
    example: {},
  }),
  'pin/changed-contract': define<{ names: readonly string[] }>({
    severity: 'error',
    title: ({ names }) =>
      `The contract is not the one that was pinned: ${names.join(', ')} differ.`,
    hint: () => restore,
    why: 'Applications rely on the names of the contract. They come from contract.yaml and from titles in workflow.json.',
    example: { names: ['prompt'] },
  }),
  'pin/changed-asset': define<{ file: string }>({
    severity: 'error',
    title: ({ file }) => `${file} does not have the content that was pinned.`,
    hint: ({ file }) => `Restore ${file} from git; a new content gets a new name by comfypin pin.`,
    why: 'Fixed input files are part of the release and carry the start of their sha256 in their name.',
    example: { file: 'assets/0123456789ab-logo.png' },
  }),
  'pin/not-canonical': define<{ file: string }>({
    severity: 'warning',
    title: ({ file }) => `${file} says the same in another layout than comfypin writes.`,
    hint: () => 'comfypin format',
    why: 'One layout for all keeps a change of one input a change of one line in git.',
    example: { file: 'workflow.json' },
  }),
  'pin/no-recording': define<{ environment: string }>({
    severity: 'error',
    title: ({ environment }) =>
      `There is no recording of ${environment}, and a pin is made with one.`,
    hint: ({ environment }) => `comfypin record --env ${environment}`,
    why: 'workflows/<env>/environment.json tells which nodes are outputs, which inputs name models, and which numbers are INT or FLOAT.',
    example: { environment: 'dev' },
  }),
  'pin/unknown-workflow': define<{
    name: string;
    environment: string;
    nearest?: string | undefined;
  }>({
    severity: 'error',
    title: ({ name, environment }) => `There is no workflow "${name}" in ${environment}.`,
    hint: ({ nearest }) =>
      nearest === undefined
        ? 'git pull, where it was merged a moment ago; comfypin status shows what is where; a new one comes in with comfypin add FILE --as NAME.'
        : `Did you mean "${nearest}"?`,
    why: 'Workflows are folders workflows/<env>/<name> that hold a workflow.json.',
    example: { name: 'her', environment: 'dev', nearest: 'hero' },
  }),
  'pin/not-first': define<{ environment: string; first: string; name: string }>({
    severity: 'error',
    title: ({ environment, first }) =>
      `Pins of ${environment} are written by a promotion from ${first}, not by pin.`,
    hint: ({ environment, name }) => `comfypin promote ${name} --env ${environment}`,
    why: 'Above the first environment a workflow is the same release with other names. A pin made there would be a release that nobody promoted.',
    example: { environment: 'prod', first: 'dev', name: 'hero' },
  }),
  'pin/unknown-type': define<{ classType: string; node: string; environment: string }>({
    severity: 'error',
    title: ({ classType, node, environment }) =>
      `Node ${node} is a ${classType}, which ${environment} does not have.`,
    hint: ({ environment }) =>
      `Install the custom node there and record again: comfypin record --env ${environment}`,
    why: 'Without the node type nothing tells its outputs, models and numbers, so the release cannot be named.',
    example: { classType: 'FancySampler', node: '3', environment: 'dev' },
  }),
  'pin/loose-input': define<{ node: string; input: string; file: string }>({
    severity: 'warning',
    title: ({ node, file }) =>
      `Node ${node} reads ${file} from the server's input folder; the release does not bring it along.`,
    hint: ({ input }) =>
      `comfypin add with --input-folder takes the file into assets/; if applications send it, title the node "input: ${input}".`,
    why: 'Another server has another file under this name, or none. A file in assets/ is part of the release; an input of the contract comes from the application.',
    example: { node: '1', input: 'image', file: 'logo.png' },
  }),
  'pin/edited-beside-canvas': define<Record<string, never>>({
    severity: 'error',
    title: () => 'workflow.json was edited, and the canvas beside it says something else.',
    hint: () =>
      'Make the change in ComfyUI and save canvas.json again (git checkout workflow.json), or delete canvas.json to go on without a canvas.',
    why: 'In the first environment the canvas is the source, and workflow.json is what it converts to. An edit of one alone would be lost, or show a canvas that does not run.',
    example: {},
  }),
  'pin/bad-name': define<{ name: string; environment: string }>({
    severity: 'error',
    title: ({ name, environment }) =>
      `"${name}" in ${environment} is no name for a workflow, so no command sees it.`,
    hint: () =>
      'Rename the folder: lower case letters, digits, _ and -, one level of grouping (acme/hero).',
    why: 'Names stand in branches, file names and addresses on every system, so they are plain.',
    example: { name: 'My Hero', environment: 'dev' },
  }),
  'pin/absent-input': define<{ node: string; file: string }>({
    severity: 'error',
    title: ({ node, file }) => `Node ${node} reads ${file}, which is not in the input folder.`,
    hint: () => 'Copy the file there, or name the folder that has it: --input-folder DIR.',
    why: 'With --input-folder every fixed input file goes into assets/, so that the release is whole.',
    example: { node: '1', file: 'logo.png' },
  }),
  'pin/canvas-removed': define<{ file: string }>({
    severity: 'info',
    title: ({ file }) => `${file} is taken away: the new version came without a canvas.`,
    hint: () => 'To keep one, add both files: comfypin add canvas.json workflow_api.json --as NAME',
    why: 'A canvas of the version before would show what does not run. It stays in the history of git.',
    example: { file: 'canvas.json' },
  }),
  'pin/canvas-differs': define<Record<string, never>>({
    severity: 'warning',
    title: () =>
      'The canvas that came along would convert to another workflow than the one that ran.',
    hint: () => 'Open canvas.json in ComfyUI, check it, save it, and run comfypin pin.',
    why: 'What ran is pinned. Widgets that change by themselves, or nodes whose page code comfypin does not know, can make the canvas say something else.',
    example: {},
  }),
  'pin/seed-kept': define<{ node: string; input: string }>({
    severity: 'info',
    title: ({ node, input }) =>
      `Node ${node} keeps the ${input} that was pinned; the canvas had drawn another.`,
    hint: ({ input }) =>
      `For another ${input}, set its control to "fixed" in ComfyUI, choose the value, and pin again.`,
    why: 'A seed whose control is not "fixed" changes at each run in ComfyUI. That is no change of the workflow, so the pinned seed is written back into canvas.json.',
    example: { node: '3', input: 'seed' },
  }),
  'pin/no-output': define<{ environment: string }>({
    severity: 'error',
    title: ({ environment }) =>
      `No node of the workflow is an output node in ${environment}, so nothing would run.`,
    hint: () => 'Add a node that saves or previews, as SaveImage, and export again.',
    why: 'A run executes what output nodes need. Without one the server refuses the prompt.',
    example: { environment: 'dev' },
  }),
  'pin/ambiguous-model': define<{
    folder: string;
    file: string;
    environment: string;
    name: string;
  }>({
    severity: 'error',
    title: ({ folder, file, environment, name }) =>
      `${folder}/${file} in ${environment} and the model that promotion.yaml calls "${name}" would be one.`,
    hint: ({ folder, file, environment, name }) =>
      `Give the model its own row in promotion.yaml: - { folder: ${folder}, name: another-${name}, ${environment}: ${JSON.stringify(file)} }`,
    why: 'Two models under one name would make two releases look like one, or put the wrong weights into an environment.',
    example: {
      folder: 'checkpoints',
      file: 'base.safetensors',
      environment: 'prod',
      name: 'base.safetensors',
    },
  }),
  'pin/model-absent': define<{
    folder: string;
    file: string;
    name: string;
    from: string;
    source: string;
    environment: string;
    nearest?: string | undefined;
  }>({
    severity: 'error',
    title: ({ folder, file, environment }) => `${environment} has no ${folder}/${file}.`,
    hint: ({ folder, from, source, environment, nearest }) =>
      `Put the file there, or name its counterpart under models: in promotion.yaml: - { folder: ${folder}, ${from}: ${JSON.stringify(source)}, ${environment}: ${nearest === undefined ? '<its name there>' : JSON.stringify(nearest)} }`,
    why: 'A release names its models logically; each environment spells them as its server does.',
    example: {
      folder: 'checkpoints',
      file: 'sd_xl_base_1.0.safetensors',
      name: 'sd_xl_base_1.0.safetensors',
      from: 'dev',
      source: 'sd_xl_base_1.0.safetensors',
      environment: 'prod',
      nearest: 'sdxl/base.safetensors',
    },
  }),
  'pin/value-absent': define<{ key: string; environment: string }>({
    severity: 'error',
    title: ({ key, environment }) =>
      `The release leaves ${key} to each environment, and promotion.yaml has no value for ${environment}.`,
    hint: ({ key, environment }) => {
      const [node, input] = [
        key.slice(0, key.lastIndexOf('.')),
        key.slice(key.lastIndexOf('.') + 1),
      ];
      return `Add under values: in promotion.yaml: - { node: ${node}, input: ${input}, ${environment}: ... }`;
    },
    why: 'The value of another environment (a bucket, an address) must not slip into this one.',
    example: { key: 'SaveToS3.bucket', environment: 'prod' },
  }),
  'pin/value-unpinned': define<{ key: string }>({
    severity: 'error',
    title: ({ key }) =>
      `promotion.yaml sets ${key} per environment, and this release was pinned before it did.`,
    hint: () => 'Pin the workflow again in the first environment and promote that: comfypin pin',
    why: 'The value stands inside of the pinned release, so it cannot be another one elsewhere.',
    example: { key: 'SaveToS3.bucket' },
  }),
} as const;
