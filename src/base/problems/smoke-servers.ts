/** Why a server was not used for smoke runs, or not on. */

import { define } from './definition.ts';

export const smokeServerProblems = {
  'smoke/ref-moved': define<{ ref: string; now: string; commit: string }>({
    severity: 'error',
    title: ({ ref, now, commit }) => `${ref} is at ${now} now, and not at ${commit}.`,
    hint: () => 'Look at what is there now, and ask for the run again.',
    why: 'A run of a proposal is bound to the commit that somebody looked at. Nothing was sent to a server.',
    example: { ref: 'refs/pull/12/head', now: '3f1c2d4e5a6b', commit: '1a2b3c4d5e6f' },
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
  'smoke/busy': define<{ server: string; minutes: number }>({
    severity: 'error',
    title: ({ server, minutes }) =>
      `${server} is a live server whose queue was not empty for ${minutes} minutes`,
    hint: () => 'Run the command again at a quieter hour.',
    why: 'On a server of the role "live" a smoke run waits for an empty queue, so that it takes no time from those who use it.',
    example: { server: 'https://comfy.example', minutes: 20 },
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
  'smoke/error-prone': define<{ server: string; count: number }>({
    severity: 'warning',
    title: ({ server, count }) =>
      `${server} is not used any more: ${count} runs in a row came to no end there`,
    hint: () => 'Look at the server’s log.',
    why: 'Cases whose end is not known go to another server. One that loses each of them would only waste time.',
    example: { server: 'https://comfy.example', count: 3 },
  }),
} as const;
