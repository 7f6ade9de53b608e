/** Problems of the family validate: what a server would refuse, and what it lets through and fails on later. */

import { define } from './definition.ts';
import { didYouMean, type InputOf, quoted } from './validate-words.ts';

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
