/** Problems of the family evidence: files that bring it, and whether it may be recorded. */

import { define } from './definition.ts';
import { partsText, type StaleReason, staleText } from './stale-text.ts';

export const evidenceProblems = {
  'evidence/no-files': define<{ words: readonly string[] }>({
    severity: 'error',
    title: ({ words }) => `There is no evidence file in ${words.join(', ')}`,
    hint: () =>
      'comfypin smoke --env ENV --evidence FOLDER writes one for each workflow that it ran.',
    why: 'A step that appends nothing would look as if the evidence had been recorded. Name the folder that the smoke run wrote to, or pass --allow-none where a run may have had nothing to do.',
    example: { words: ['evidence'] },
  }),
  'evidence/bad-key': define<{ variable: string }>({
    severity: 'error',
    title: ({ variable }) => `The variable ${variable} holds no key to sign with.`,
    hint: () => 'comfypin records key makes one: ed25519-private: and 32 bytes in base64.',
    why: 'signatures: in promotion.yaml names the variable. Where it is set, it has to hold a private key; what it holds instead is never shown.',
    example: { variable: 'COMFYPIN_SIGNING_KEY' },
  }),
  'evidence/unreadable': define<{ file: string; reason: string }>({
    severity: 'error',
    title: ({ file, reason }) => `${file} is no evidence: ${reason}`,
    hint: () => 'Run the smoke run again with --evidence; evidence is never edited or renamed.',
    why: 'The file comes from a job that ran other people’s code. It is taken only where it has the name, size, shape and spelling of evidence that comfypin wrote; nothing of it is appended otherwise.',
    example: {
      file: 'evidence/dev.hero.active.1f2e.json',
      reason: 'its text is not the one that its name tells',
    },
  }),
  'evidence/not-counted': define<{
    workflow: string;
    environment: string;
    reasons: readonly StaleReason[];
  }>({
    severity: 'warning',
    title: ({ workflow, environment, reasons }) =>
      reasons.some(({ part }) => part === 'signature')
        ? `The evidence of ${workflow} in ${environment} will not count: ${staleText(reasons)}.`
        : `The evidence of ${workflow} will not count: the server is not what ${environment} is recorded as on the default branch (${partsText(reasons)}).`,
    hint: ({ environment, reasons }) =>
      reasons.some(({ part }) => part === 'signature')
        ? 'Set the variable that signatures: in promotion.yaml names to a trusted key, and run it again.'
        : `comfypin record --env ${environment}, and commit workflows/${environment}/environment.json`,
    why: 'A gate holds evidence against the recording of the environment on the default branch. A run on a server that offers something else tells nothing about the environment as it is recorded.',
    example: {
      workflow: 'hero',
      environment: 'staging',
      reasons: [{ part: 'versions', name: 'comfyui', was: '0.33.0', is: '0.3.64' }],
    },
  }),
  'evidence/inadmissible': define<{ file: string; reason: string }>({
    severity: 'error',
    title: ({ file, reason }) => `${file} was not recorded: ${reason}`,
    hint: () =>
      'Push the pin that was run, or name the pull request that proposes it with --head refs/pull/NUMBER/head.',
    why: 'Evidence counts for what an environment holds or is about to hold. One that is about something else, or that contradicts itself, is not recorded, whoever brings it.',
    example: {
      file: 'evidence/dev.hero.active.1f2e.json',
      reason: 'neither the default branch nor an open proposal holds this rendering of hero in dev',
    },
  }),
} as const;
