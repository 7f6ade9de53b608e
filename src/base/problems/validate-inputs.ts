/** Problems of the family validate about single inputs: links, values, options. */

import { define } from './definition.ts';
import { didYouMean, type InputOf, quoted } from './validate-words.ts';

export const validateInputProblems = {
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
  'validate/link-by-wildcard': define<InputOf & { received: string; wanted: string }>({
    severity: 'info',
    title: ({ input, received, wanted }) =>
      `Input ${input} (${quoted(wanted)}) takes ${quoted(received)} only because * means any type.`,
    hint: () => 'A smoke run shows whether the data fits: comfypin smoke NAME --env ENV',
    why: 'No check of types covers this link; whether the data fits shows when the node runs.',
    example: { nodeType: 'PreviewAny', input: 'source', received: 'IMAGE', wanted: '*' },
  }),
} as const;
