/** Problems of the family validate: what a server would refuse, and what it lets through and fails on later. */

import { shortened } from '../text.ts';
import { define } from './definition.ts';

/** The longest value or list that a sentence shows. */
const shown = 80;

function quoted(value: string): string {
  return shortened(value, shown);
}

function didYouMean(nearest: string | undefined): string | undefined {
  return nearest === undefined ? undefined : `Did you mean ${nearest}?`;
}

/** An input and the class type of its node. */
type InputOf = { nodeType: string; input: string };

export const validateProblems = {
  'validate/unknown-node-type': define<{ nodeType: string; nearest?: string | undefined }>({
    severity: 'error',
    title: ({ nodeType }) => `The server has no node type ${quoted(nodeType)}.`,
    hint: ({ nearest }) =>
      didYouMean(nearest) ??
      'Install the custom node pack that has it on the server, or replace the node.',
    why: 'ComfyUI refuses the whole prompt when one node, even an unused one, is of a type that it does not know. Usually a custom node pack is missing there, or has another version.',
    example: { nodeType: 'KSamplr', nearest: 'KSampler' },
  }),
  'validate/missing-class-type': define<Record<string, never>>({
    severity: 'error',
    title: () => 'The node has no class_type.',
    hint: () => 'Export the workflow again with Workflow > Export (API).',
    why: 'In API format every node is an object with class_type and inputs. A node without it was cut off or belongs to another format.',
    example: {},
  }),
  'validate/canvas-as-prompt': define<Record<string, never>>({
    severity: 'error',
    title: () =>
      'This is a canvas, as ComfyUI saves it, and not the API format that a server runs.',
    hint: () => 'Convert it: comfypin convert FILE, or use Workflow > Export (API).',
    why: 'POST /prompt takes a map of node ids to class_type and inputs. A canvas has nodes, links and widget values in lists, and is refused with a sentence that does not say so.',
    example: {},
  }),
  'validate/no-output-node': define<Record<string, never>>({
    severity: 'error',
    title: () => 'No node of the workflow is an output node, so nothing would run.',
    hint: () => 'Add a node that saves or shows the result, as SaveImage or PreviewImage.',
    why: 'ComfyUI runs what output nodes need. Without one it answers prompt_no_outputs.',
    example: {},
  }),
  'validate/value-for-link': define<InputOf & { wanted: string; value: string }>({
    severity: 'error',
    title: ({ input, wanted, value }) =>
      `Input ${input} wants ${wanted} from another node, and holds the value ${quoted(value)}.`,
    hint: () => 'Connect it: a link is [node id, slot].',
    why: 'The server does not look at values of such inputs, accepts the prompt, and fails when the node runs. Often a link was cut and an empty value stayed.',
    example: { nodeType: 'KSampler', input: 'negative', wanted: 'CONDITIONING', value: 'null' },
  }),
  'validate/bad-link': define<InputOf & { found: string }>({
    severity: 'error',
    title: ({ input, found }) =>
      `Input ${input} holds the list ${quoted(found)}, which is neither a link nor a value.`,
    hint: () => 'A link is [node id, slot]; a list as a value is written {"__value__": [...]}.',
    why: 'The server takes every list for a link to another node, and a link has two parts.',
    example: { nodeType: 'KSampler', input: 'model', found: '["4"]' },
  }),
  'validate/dangling-link': define<InputOf & { origin: string }>({
    severity: 'error',
    title: ({ input, origin }) => `Input ${input} is linked to node ${origin}, which is not there.`,
    hint: () => 'Connect the input again and export the workflow, or take the link out.',
    why: 'The graph was cut: a node was deleted or muted and a link to it stayed. The server stops checking the node and answers with an exception.',
    example: { nodeType: 'KSampler', input: 'negative', origin: '7' },
  }),
  'validate/bad-slot': define<InputOf & { origin: string; slot: string; outputs: string }>({
    severity: 'error',
    title: ({ input, origin, slot, outputs }) =>
      `Input ${input} takes output ${slot} of ${origin}, which has ${outputs}.`,
    hint: () => 'Slots count from 0, in the order of the outputs on the node.',
    why: 'The node type has fewer outputs here than the workflow expects, or the link was written by hand. A link into nothing cannot run.',
    example: {
      nodeType: 'VAEDecode',
      input: 'vae',
      origin: '4 (CheckpointLoaderSimple)',
      slot: '3',
      outputs: '0 MODEL, 1 CLIP, 2 VAE',
    },
  }),
  'validate/type-mismatch': define<
    InputOf & {
      received: string;
      wanted: string;
      origin: string;
      slot: string;
      fix?: string | undefined;
    }
  >({
    severity: 'error',
    title: ({ input, received, wanted, origin, slot }) =>
      `Input ${input} wants ${quoted(wanted)}, and output ${slot} of ${origin} gives ${quoted(received)}.`,
    hint: ({ fix, wanted }) => fix ?? `Link it to an output that gives ${quoted(wanted)}.`,
    why: 'Links carry one type of data. A wrong slot number is the usual cause: slot 0 of a checkpoint loader is the MODEL, 1 the CLIP, 2 the VAE.',
    example: {
      nodeType: 'CLIPTextEncode',
      input: 'clip',
      received: 'MODEL',
      wanted: 'CLIP',
      origin: '4 (CheckpointLoaderSimple)',
      slot: '0',
      fix: 'Output 1 (CLIP) of node 4 fits: ["4", 1].',
    },
  }),
  'validate/missing-input': define<InputOf & { similar?: string | undefined; wanted: string }>({
    severity: 'error',
    title: ({ nodeType, input, wanted }) =>
      `${nodeType} needs the input ${input} (${quoted(wanted)}), and it is not given.`,
    hint: ({ similar, input }) =>
      similar === undefined
        ? 'Connect it, or give it a value.'
        : `The node has ${similar}, which ${input} may have been called before: rename it.`,
    why: 'A required input has neither a value nor a link. Inputs get new names when a node pack changes, and hand-written prompts spell them wrong.',
    example: {
      nodeType: 'CheckpointLoaderSimple',
      input: 'ckpt_name',
      similar: 'checkpoint_name',
      wanted: 'COMBO',
    },
  }),
  'validate/unknown-input': define<InputOf & { nearest?: string | undefined }>({
    severity: 'warning',
    title: ({ nodeType, input }) =>
      `${nodeType} has no input ${quoted(input)}; the server ignores it.`,
    hint: ({ nearest }) =>
      didYouMean(nearest) ?? 'Take the value out, or put in the node again in ComfyUI.',
    why: 'A value that nobody reads is a value that does not do what it says. It is left from another version of the node, or misspelt.',
    example: { nodeType: 'CheckpointLoaderSimple', input: 'checkpoint_name', nearest: 'ckpt_name' },
  }),
  'validate/wrong-value': define<InputOf & { value: string; wanted: string; reason: string }>({
    severity: 'error',
    title: ({ input, value, wanted }) =>
      `Input ${input} is ${quoted(value)}, which is no ${wanted}.`,
    hint: ({ wanted }) => `Give it a value that can be read as ${wanted}.`,
    why: 'The server converts values as Python does: "7" is an INT, 20.9 becomes 20, "1.5" is no INT, and "" is no number.',
    example: {
      nodeType: 'KSampler',
      input: 'steps',
      value: '"twenty"',
      wanted: 'INT',
      reason: "invalid literal for int() with base 10: 'twenty'",
    },
  }),
  'validate/below-min': define<InputOf & { value: string; bound: string }>({
    severity: 'error',
    title: ({ input, value, bound }) =>
      `Input ${input} is ${quoted(value)}, and ${bound} is the least.`,
    hint: ({ input, bound }) => `Set ${input} to ${bound} or more.`,
    why: 'The node type states a least value, and the server holds to it.',
    example: { nodeType: 'KSampler', input: 'steps', value: '0', bound: '1' },
  }),
  'validate/above-max': define<InputOf & { value: string; bound: string }>({
    severity: 'error',
    title: ({ input, value, bound }) =>
      `Input ${input} is ${quoted(value)}, and ${bound} is the most.`,
    hint: ({ input, bound }) => `Set ${input} to ${bound} or less.`,
    why: 'The node type states a greatest value, and the server holds to it. It may be lower here than where the workflow was made.',
    example: { nodeType: 'StudioGrade', input: 'passes', value: '64', bound: '32' },
  }),
  'validate/unknown-option': define<
    InputOf & { value: string; options: number; nearest?: string | undefined }
  >({
    severity: 'error',
    title: ({ input, value, options }) =>
      `Input ${input} is ${quoted(value)}, which is none of its ${options} ${options === 1 ? 'option' : 'options'} here.`,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'Choose one of the options that the node shows.',
    why: 'The list of options of this node type differs between the environments, or the value was misspelt. Case, spaces and path separators count.',
    example: {
      nodeType: 'KSampler',
      input: 'sampler_name',
      value: 'euler_',
      options: 44,
      nearest: 'euler',
    },
  }),
  'validate/missing-model': define<
    InputOf & {
      folder: string;
      file: string;
      nearest?: string | undefined;
      /** The same file name in this or another folder. */
      elsewhere?: string | undefined;
      mapping?: string | undefined;
    }
  >({
    severity: 'error',
    title: ({ folder, file }) => `The server has no model ${quoted(file)} in ${folder}.`,
    hint: ({ elsewhere, nearest, mapping, folder }) =>
      [
        elsewhere === undefined ? didYouMean(nearest) : `It is there as ${elsewhere}.`,
        mapping === undefined
          ? elsewhere === undefined && nearest === undefined
            ? `Put the file into the folder ${folder} of the server.`
            : undefined
          : `To map it, add to models: in promotion.yaml:\n  ${mapping}`,
      ]
        .filter((part) => part !== undefined)
        .join(' '),
    why: 'The prompt names a weights file that this environment does not have under that name. Files lie in other folders or have other names on other machines; promotion.yaml maps them.',
    example: {
      nodeType: 'CheckpointLoaderSimple',
      input: 'ckpt_name',
      folder: 'checkpoints',
      file: 'base.safetensors',
      elsewhere: 'sdxl/base.safetensors',
      mapping: '- { folder: checkpoints, dev: base.safetensors, prod: sdxl/base.safetensors }',
    },
  }),
  'validate/absent-model': define<{
    folder: string;
    file: string;
    workflows: string;
    found?: string | undefined;
    row?: string | undefined;
  }>({
    severity: 'error',
    title: ({ folder, file, workflows }) =>
      `The environment has no ${quoted(file)} in ${folder}, which ${quoted(workflows)} needs.`,
    hint: ({ found, row, folder }) =>
      row !== undefined
        ? `It is there as ${found}. Add to models: in promotion.yaml:\n  ${row}`
        : found !== undefined
          ? `It is there as ${found}: use that name.`
          : `Put the file into the folder ${folder} of its servers.`,
    why: 'A workflow cannot run without its weights. Names differ between machines, and promotion.yaml maps them.',
    example: {
      folder: 'loras',
      file: 'ink.safetensors',
      workflows: 'portrait',
      found: 'style/ink.safetensors',
      row: '- { folder: loras, dev: ink.safetensors, prod: style/ink.safetensors }',
    },
  }),
  'validate/missing-file': define<InputOf & { file: string; nearest?: string | undefined }>({
    severity: 'warning',
    title: ({ input, file }) =>
      `Input ${input} names the file ${quoted(file)}, which the server does not list.`,
    hint: ({ nearest }) =>
      didYouMean(nearest) ?? 'Upload it before the run, or let the smoke case upload it.',
    why: 'Files of the input folder are uploaded before a run. Only the server can tell whether one is there; it lists those at the top of the folder.',
    example: { nodeType: 'LoadImage', input: 'image', file: 'portrait.png' },
  }),
  'validate/unknown-embedding': define<InputOf & { name: string; nearest?: string | undefined }>({
    severity: 'warning',
    title: ({ name }) =>
      `The text names the embedding ${quoted(name)}, which the server does not have.`,
    hint: ({ nearest }) =>
      didYouMean(nearest) ??
      'Put the file into models/embeddings of the server, or take it out of the text.',
    why: 'ComfyUI only logs a missing embedding and goes on without it, so the pictures differ and nothing fails.',
    example: {
      nodeType: 'CLIPTextEncode',
      input: 'text',
      name: 'EasyNegativ',
      nearest: 'EasyNegative',
    },
  }),
  'validate/node-check-failed': define<{ nodeType: string; details: string }>({
    severity: 'error',
    title: ({ nodeType, details }) => `${nodeType} refuses its values: ${quoted(details)}`,
    hint: ({ nodeType }) =>
      `Set the values of ${nodeType} in ComfyUI until it takes them, and save again.`,
    why: 'The node type has a validation function of its own, and it said no.',
    example: { nodeType: 'LoadImage', details: 'image - Invalid image file: missing.png' },
  }),
  'validate/dependency-cycle': define<{ nodes: readonly string[] }>({
    severity: 'error',
    title: ({ nodes }) => `These nodes need each other: ${quoted(nodes.join(' -> '))}`,
    hint: () => 'Take one of the links out.',
    why: 'A node cannot run before itself. Older servers leave such an output out without a word and still answer that the prompt is good.',
    example: { nodes: ['2', '3', '2'] },
  }),
  'validate/server-raises': define<{ nodeType: string; details: string; exception: string }>({
    severity: 'error',
    title: ({ nodeType, details, exception }) =>
      `Checking ${nodeType} makes the server fail with ${exception}: ${quoted(details)}`,
    hint: () =>
      'Look at the values and links of this node: one is of a kind that no check expects.',
    why: 'ComfyUI checks a node by Python code that raises on some values instead of reporting them; the node counts as bad and its other errors are lost.',
    example: {
      nodeType: 'KSampler',
      details: "'<' not supported between instances of 'str' and 'int'",
      exception: 'TypeError',
    },
  }),
  'validate/server-error': define<Record<string, never>>({
    severity: 'error',
    title: () => 'The server would answer 500 Internal Server Error, without a reason.',
    hint: () =>
      'Export the workflow again: a node of it is not an object, or a field is of a wrong kind.',
    why: 'Some documents make ComfyUI raise before it checks anything, so nobody is told what is wrong.',
    example: {},
  }),
  'validate/other-model-file': define<{
    folder: string;
    file: string;
    found: string;
    wanted: string;
  }>({
    severity: 'error',
    title: ({ folder, file, found, wanted }) =>
      `${folder}/${file} is another file than the one that was pinned: ${found}, not ${wanted}.`,
    hint: () =>
      'Put the pinned file on the server. If the new one is meant, record the first environment (comfypin record --env ENV), pin the workflow again and promote it.',
    why: 'The server finds a file of that name and would run the workflow with other weights than those that were tested.',
    example: {
      folder: 'checkpoints',
      file: 'sdxl/base.safetensors',
      found: '6938078334 bytes',
      wanted: '6938040682 bytes',
    },
  }),
  'validate/only-server-can-tell': define<{
    reason: string;
    nodeType: string;
    input?: string | undefined;
  }>({
    severity: 'warning',
    title: ({ nodeType, input, reason }) =>
      `Only the server can tell whether ${nodeType}${input === undefined ? '' : ` accepts its ${input}`}: ${reason}.`.replace(
        /whether (\S+):/,
        'whether $1 is accepted:',
      ),
    hint: ({ reason, nodeType }) =>
      reason.startsWith('code of the custom node may')
        ? `A smoke run gives the answer: comfypin smoke NAME --env ENV. If the node has no VALIDATE_INPUTS, promotion.yaml can say so: nodes: { ${nodeType}: { checks: none } }`
        : 'A smoke run on the environment gives the answer: comfypin smoke NAME --env ENV',
    why: 'The answer depends on code or files of the server that it does not show. It is never counted as green.',
    example: { reason: 'its own check looks at it', nodeType: 'LoadImage', input: 'image' },
  }),
  'validate/newer-server': define<{ version: string; known: string }>({
    severity: 'info',
    title: ({ version, known }) =>
      `ComfyUI ${version} is newer than comfypin knows; workflows are judged by the rules of ${known}.`,
    hint: () => 'Update comfypin; until then a smoke run tells more than validation.',
    why: 'What a server checks changes between versions. comfypin uses the newest rules that it knows.',
    example: { version: '0.40.0', known: '0.33.0' },
  }),
  'validate/unreachable-node': define<{ nodeType: string }>({
    severity: 'warning',
    title: ({ nodeType }) => `${nodeType} feeds no output node and will not run.`,
    hint: () => 'Connect it or delete it.',
    why: 'The server looks only at what output nodes need. A node that hangs in the air is often a link that was forgotten, as a negative prompt that is linked to nothing.',
    example: { nodeType: 'CLIPTextEncode' },
  }),
  'validate/link-by-wildcard': define<InputOf & { received: string; wanted: string }>({
    severity: 'info',
    title: ({ input, received, wanted }) =>
      `Input ${input} (${quoted(wanted)}) takes ${quoted(received)} only because * means any type.`,
    hint: () => 'A smoke run shows whether the data fits: comfypin smoke NAME --env ENV',
    why: 'No check of types covers this link; whether the data fits shows when the node runs.',
    example: { nodeType: 'PreviewAny', input: 'source', received: 'IMAGE', wanted: '*' },
  }),
  'validate/deprecated-node': define<{ nodeType: string; replacement?: string | undefined }>({
    severity: 'warning',
    title: ({ nodeType }) => `${nodeType} is deprecated.`,
    hint: ({ replacement }) =>
      replacement === undefined
        ? 'Look into the node pack’s notes for what takes its place, before the next upgrade.'
        : `The server names ${replacement} in its place.`,
    why: 'The node’s author will remove it; the workflow then stops running after an upgrade.',
    example: { nodeType: 'ImageBatch', replacement: 'BatchImagesNode' },
  }),
  'validate/replaced-node': define<{ nodeType: string; replacement: string }>({
    severity: 'warning',
    title: ({ nodeType, replacement }) =>
      `${nodeType} is gone; the server runs ${replacement} in its place.`,
    hint: ({ replacement }) =>
      `Open the workflow in ComfyUI and use ${replacement}, then save it again.`,
    why: 'Newer servers replace some old node types by rules of their own before they check a prompt. What runs is then not what is written.',
    example: { nodeType: 'T2IAdapterLoader', replacement: 'ControlNetLoader' },
  }),
  'validate/experimental-node': define<{ nodeType: string }>({
    severity: 'warning',
    title: ({ nodeType }) =>
      `${nodeType} is experimental: its results may change with any upgrade.`,
    hint: () =>
      'Keep a smoke case for it, and ask comfypin forecast before an upgrade of the servers.',
    why: 'Experimental node types change without notice.',
    example: { nodeType: 'TrainLoraNode' },
  }),
  'validate/paid-node': define<{ nodeType: string }>({
    severity: 'warning',
    title: ({ nodeType }) =>
      `${nodeType} calls a partner’s service: each run costs money and sends data there.`,
    hint: () => 'To forbid it, list it under deny: of the environment.',
    why: 'API nodes need an account and credits, and inputs leave the machine. That should be wanted, above all in production.',
    example: { nodeType: 'FluxProUltraImageNode' },
  }),
  'validate/forbidden-node-type': define<{ nodeType: string; rule: string }>({
    severity: 'error',
    title: ({ nodeType, rule }) =>
      `${nodeType} may not be used in this environment (${quoted(rule)}).`,
    hint: () => 'Replace the node, or change allow and deny of the environment by a pull request.',
    why: 'The environment states which node types may run in it.',
    example: { nodeType: 'ExecutePython', rule: 'deny: Execute*' },
  }),
  'validate/forbidden-model': define<{ folder: string; file: string; rule: string }>({
    severity: 'error',
    title: ({ folder, file, rule }) =>
      `The model ${quoted(`${folder}/${file}`)} may not be used in this environment (${quoted(rule)}).`,
    hint: () =>
      'Take another model, or change allow and deny of the environment by a pull request.',
    why: 'The environment states which models may run in it, as where a licence forbids commercial use.',
    example: { folder: 'checkpoints', file: 'flux1-dev.safetensors', rule: 'deny: flux1-dev*' },
  }),
  'validate/beyond-limit': define<
    InputOf & { limit: string; value: string; min?: number; max?: number }
  >({
    severity: 'error',
    title: ({ nodeType, input, value, min, max }) => {
      const bound = [
        min === undefined ? '' : `at least ${min}`,
        max === undefined ? '' : `at most ${max}`,
      ];
      return `${quoted(input)} of ${nodeType} is ${value}; this environment allows ${bound.filter(Boolean).join(' and ')}.`;
    },
    hint: ({ limit }) =>
      `Change the value, or ${limit} under limits of the environment by a pull request.`,
    why: 'The environment bounds what one run may cost; the server itself would take the value.',
    example: { nodeType: 'KSampler', input: 'steps', limit: 'steps', value: '400', max: 100 },
  }),
} as const;
