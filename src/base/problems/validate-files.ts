/** Problems of the family validate about model files and other files that inputs name. */

import { define } from './definition.ts';
import { didYouMean, type InputOf, quoted } from './validate-words.ts';

export const validateFileProblems = {
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
  'validate/forbidden-model': define<{ folder: string; file: string; rule: string }>({
    severity: 'error',
    title: ({ folder, file, rule }) =>
      `The model ${quoted(`${folder}/${file}`)} may not be used in this environment (${quoted(rule)}).`,
    hint: () =>
      'Take another model, or change allow and deny of the environment by a pull request.',
    why: 'The environment states which models may run in it, as where a licence forbids commercial use.',
    example: { folder: 'checkpoints', file: 'flux1-dev.safetensors', rule: 'deny: flux1-dev*' },
  }),
} as const;
