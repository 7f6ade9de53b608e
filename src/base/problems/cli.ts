/** Words on the command line that do not fit. */

import { define } from './definition.ts';

export const cliProblems = {
  'cli/unknown-command': define<{ word: string; nearest?: string | undefined }>({
    severity: 'error',
    title: ({ word }) => `There is no command "${word}".`,
    hint: ({ nearest }) =>
      nearest === undefined ? 'comfypin --help lists the commands.' : `Did you mean "${nearest}"?`,
    why: 'Commands are named by one verb, some by two words (`pr list`).',
    example: { word: 'promot', nearest: 'promote' },
  }),
  'cli/usage': define<{ message: string; command: string }>({
    severity: 'error',
    title: ({ message }) => message,
    hint: ({ command }) => `comfypin ${command} --help shows the arguments and options.`,
    why: 'The words after the command do not fit its arguments and options. Nothing was done.',
    example: { message: 'option --env needs a value', command: 'validate' },
  }),
  'cli/no-file': define<{ command: string }>({
    severity: 'error',
    title: () => 'A PNG is no text for a terminal: it is written to a file.',
    hint: ({ command }) =>
      `Name the file: comfypin ${command} … --format png --output ${command}.png`,
    why: 'Pixels would only disturb a terminal, and a pipe that expects text.',
    example: { command: 'diff' },
  }),
  'cli/not-drawn': define<Record<string, never>>({
    severity: 'error',
    title: () => 'The picture cannot be drawn as PNG.',
    hint: () => 'Take --format svg, which any browser draws, or --format html.',
    why: 'The library that draws pixels refused the drawing: it is too large for it, or the library cannot draw on this machine.',
    example: {},
  }),
  'cli/unknown-problem': define<{ code: string; nearest?: string | undefined }>({
    severity: 'error',
    title: ({ code }) => `There is no problem "${code}".`,
    hint: ({ nearest }) => (nearest === undefined ? undefined : `Did you mean "${nearest}"?`),
    why: 'Every message of comfypin names its code, as in "see: comfypin explain config/unknown-key".',
    example: { code: 'config/unknown-kye', nearest: 'config/unknown-key' },
  }),
  'cli/unknown-environment': define<{
    name: string;
    nearest?: string | undefined;
    known: readonly string[];
  }>({
    severity: 'error',
    title: ({ name }) => `There is no environment "${name}" in promotion.yaml.`,
    hint: ({ nearest, known }) =>
      nearest === undefined ? `Environments: ${known.join(', ')}.` : `Did you mean "${nearest}"?`,
    why: 'Environments are the keys under environments: in promotion.yaml.',
    example: { name: 'stagging', nearest: 'staging', known: ['dev', 'staging', 'prod'] },
  }),
  'cli/no-document': define<{ word: string; tried: readonly string[] }>({
    severity: 'error',
    title: ({ word, tried }) => `"${word}" names no workflow. Looked for: ${tried.join(', ')}`,
    hint: () =>
      'Give a file, a workflow in an environment (hero@dev), the one before its last change (hero@dev~1), or a file in a revision (main:workflows/dev/hero/workflow.json).',
    why: 'A document was named that is neither a file here nor known to git under that name.',
    example: { word: 'hero@dve', tried: ['the file hero@dve', 'workflows/dve/hero/workflow.json'] },
  }),
  'cli/two-formats': define<{ from: string; to: string }>({
    severity: 'error',
    title: ({ from, to }) =>
      `${from} and ${to} are of two formats: one is a canvas, the other is in API format.`,
    hint: () => 'Convert the canvas first: comfypin convert FILE --output workflow.json',
    why: 'A canvas holds what people see, the API format what runs. A difference of the two would be one of everything.',
    example: { from: 'canvas.json', to: 'workflow.json' },
  }),
  'cli/interrupted': define<Record<string, never>>({
    severity: 'error',
    title: () => 'Interrupted.',
    hint: () => 'Run the same command again: it goes on from what is already done.',
    why: 'A signal ended the command. What it had begun on a server was cancelled.',
    example: {},
  }),
} as const;
