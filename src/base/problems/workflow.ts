/** Problems of the family workflow: a document that is no workflow, or one that cannot be pinned as it is. */

import { define } from './definition.ts';

const exportHint = 'Save it again in ComfyUI: Workflow > Export (API).';

export const workflowProblems = {
  'workflow/bad-json': define<{ message: string; cause?: string | undefined }>({
    severity: 'error',
    title: ({ message }) => `This is no JSON document: ${message}`,
    hint: ({ cause }) => cause,
    why: 'Workflows are JSON by RFC 8259, without NaN, duplicate keys or broken characters, because two programs would read those differently.',
    example: {
      message: 'The text ends too early',
      cause: 'The file looks cut off: download or export it again.',
    },
  }),
  'workflow/too-large': define<{ found: string; limit: string }>({
    severity: 'error',
    title: ({ found, limit }) => `The workflow is too large: ${found}, and ${limit} are the most.`,
    hint: () =>
      'Keep such data in a file of its own that a node loads, and put the name of the file into the workflow.',
    why: 'A workflow says what is run; every command reads it as a whole, on a server of CI too. Data of this size belongs into a file, and nobody could review it here.',
    example: { found: 'what stands at 7.inputs.points has 15,000,000 entries', limit: '200,000' },
  }),
  'workflow/unknown-format': define<{ found: string; hint?: string | undefined }>({
    severity: 'error',
    title: ({ found }) => `This is neither a canvas nor a workflow in API format: ${found}.`,
    hint: ({ hint }) => hint ?? exportHint,
    why: 'A canvas has "nodes" and "links"; the API format maps node ids to {"class_type", "inputs"}. Nothing else is taken for a workflow, so that a wrong file is not pinned by mistake.',
    example: { found: 'the document is a list' },
  }),
  'workflow/wrapped': define<{ key: string }>({
    severity: 'error',
    title: ({ key }) => `The workflow stands inside of "${key}", as in a request or a log entry.`,
    hint: ({ key }) => `Save the value of "${key}" alone as the file.`,
    why: 'A file holds the workflow itself; what is around it in a request (client id, extra data) is no part of a release.',
    example: { key: 'prompt' },
  }),
  'workflow/empty': define<Record<string, never>>({
    severity: 'error',
    title: () => 'The workflow has no nodes.',
    hint: () => exportHint,
    why: 'A workflow without nodes runs nothing, so there is nothing to pin.',
    example: {},
  }),
  'workflow/not-utf8': define<Record<string, never>>({
    severity: 'error',
    title: () => 'The file is no text in UTF-8.',
    hint: () => 'Save it as UTF-8 without a byte order mark, or export it again.',
    why: 'JSON and YAML files are UTF-8. Bytes that are none would be guessed at, and a digest must not depend on a guess.',
    example: {},
  }),
  'workflow/canvas-instead': define<Record<string, never>>({
    severity: 'error',
    title: () => 'workflow.json holds a canvas, and the API format belongs there.',
    hint: () => 'Export it in ComfyUI (Workflow > Export (API)); keep the canvas as canvas.json.',
    why: 'What is sent to a server is the API format; the canvas is kept beside it so that it can be opened again.',
    example: {},
  }),
  'workflow/media': define<{ media: string }>({
    severity: 'error',
    title: ({ media }) => `This is a ${media} file, in which ComfyUI keeps no workflow.`,
    hint: () =>
      'Take a PNG, WebP, AVIF, SVG, MP4, WebM, FLAC, MP3, Opus, glTF or latent file that ComfyUI saved, or export the canvas.',
    why: 'ComfyUI writes workflows into the metadata of the formats that its save nodes have. A file of another kind was made by another program.',
    example: { media: 'JPEG' },
  }),
  'workflow/bad-media': define<{ media: string; reason: string }>({
    severity: 'error',
    title: ({ media, reason }) => `The ${media} file cannot be trusted: ${reason}.`,
    hint: () => 'Fetch the file again from the server; other programs may have rewritten it.',
    why: 'The workflow stands in the metadata of the file. Metadata that breaks the rules of its format is not what the server wrote.',
    example: { media: 'PNG', reason: 'it is cut off' },
  }),
  'workflow/no-metadata': define<{ media: string }>({
    severity: 'error',
    title: ({ media }) => `The ${media} file holds no workflow.`,
    hint: () =>
      'Take the file as ComfyUI saved it: chats, image editors and --disable-metadata leave the workflow out.',
    why: 'ComfyUI writes the prompt and the canvas into the metadata of the files that it saves. This file has neither.',
    example: { media: 'PNG' },
  }),
  'workflow/unnamed': define<{ file: string; example: string }>({
    severity: 'error',
    title: ({ file }) => `The file name ${file} says nothing that a workflow could be called by.`,
    hint: ({ example }) => `comfypin add ${example} --as NAME`,
    why: 'The names of workflows stay for years. A counter of ComfyUI, or a name that every export has, is no name.',
    example: { file: 'ComfyUI_00012_.png', example: 'ComfyUI_00012_.png' },
  }),
  'workflow/resembles': define<{ name: string; by: string; file: string; proposed: string }>({
    severity: 'error',
    title: ({ name, by }) => `This looks like ${name}, which is there already (same ${by}).`,
    hint: ({ name, file, proposed }) =>
      `A new version of it: comfypin add ${file} --as ${name}; a workflow of its own: --as ${proposed}`,
    why: 'A change of a workflow belongs into its folder, where diffs and history show it. Only you know whether this is one.',
    example: { name: 'hero', by: 'node types', file: 'hero2.json', proposed: 'hero2' },
  }),
  'workflow/bad-name': define<{ name: string }>({
    severity: 'error',
    title: ({ name }) => `"${name}" cannot be a workflow's name.`,
    hint: () => 'Use lower case letters, digits, _ and -, with one level of grouping: acme/hero.',
    why: 'Names stand in branches, file names and addresses on every system, so they are plain.',
    example: { name: 'My Hero' },
  }),
  'workflow/several-files': define<{ files: readonly string[]; name: string }>({
    severity: 'error',
    title: ({ files, name }) => `${files.join(' and ')} cannot all become ${name}.`,
    hint: () => 'With --as give one file, or one canvas and the API export of the same workflow.',
    why: 'A workflow has one workflow.json and at most one canvas.json.',
    example: { files: ['a.json', 'b.json'], name: 'hero' },
  }),
  'workflow/bad-node': define<{ node: string; found: string }>({
    severity: 'error',
    title: ({ node, found }) => `Node ${node} is not whole: ${found}.`,
    hint: () => exportHint,
    why: 'In API format every node is an object with "class_type" (a text) and "inputs" (an object). A node without them was cut off or written by hand.',
    example: { node: '7', found: 'it has no "class_type"' },
  }),
  'workflow/absent-node': define<{ node: string; input: string; source: string }>({
    severity: 'error',
    title: ({ node, input, source }) =>
      `Input ${input} of node ${node} takes its value from node ${source}, which is not there.`,
    hint: () => `Connect the input again and export anew, or give it a value.`,
    why: 'A link names a node that the document does not have; the server would refuse the run.',
    example: { node: '3', input: 'model', source: '12' },
  }),
  'workflow/cycle': define<{ nodes: readonly string[] }>({
    severity: 'error',
    title: ({ nodes }) =>
      `These nodes take values from each other in a circle: ${nodes.join(' <- ')}.`,
    hint: () => 'Remove one of these links in ComfyUI and export again.',
    why: 'A circle can never run, and it has no digest: a node is named by what it is made from.',
    example: { nodes: ['2', '3', '2'] },
  }),
  'workflow/bad-canvas-node': define<{ place: string; found: string }>({
    severity: 'error',
    title: ({ place, found }) => `The canvas is not whole at ${place}: ${found}.`,
    hint: () => 'Open it in ComfyUI and save it again.',
    why: 'Every node of a canvas has an id and a type; ComfyUI itself could not open this one.',
    example: { place: 'nodes[4]', found: 'the node has no "type"' },
  }),
  'workflow/contract-node': define<{ name: string; node: string; found: string }>({
    severity: 'error',
    title: ({ name, node, found }) =>
      `The contract binds "${name}" to node "${node}", and ${found}.`,
    hint: () => 'Write the id of a node, or the title of exactly one, into contract.yaml.',
    why: 'Applications reach inputs and outputs by these names. A name that leads nowhere, or to two places, would break them.',
    example: { name: 'text', node: 'Positive', found: 'no node has this id or title' },
  }),
  'workflow/contract-input': define<{
    name: string;
    node: string;
    found: string;
    choices: readonly string[];
  }>({
    severity: 'error',
    title: ({ name, node, found }) => `The contract's input "${name}" on node ${node}: ${found}.`,
    hint: ({ name, node, choices }) =>
      choices.length === 0
        ? 'Bind the name to a node that has a value of its own.'
        : `Say which in contract.yaml: inputs: { ${name}: { node: "${node}", input: ${choices[0]} } } (it has: ${choices.join(', ')}).`,
    why: 'An application sets this input to a value, so it must be one input of the node, and one that no link fills.',
    example: {
      name: 'size',
      node: '5',
      found: 'the node has several values, and none is called "size"',
      choices: ['width', 'height'],
    },
  }),
  'workflow/contract-output': define<{ name: string; node: string; slots: number }>({
    severity: 'error',
    title: ({ name, node, slots }) =>
      slots === 0
        ? `The contract's output "${name}" names node ${node}, which has no outputs and saves nothing.`
        : `The contract's output "${name}" names node ${node}, which has ${slots} outputs.`,
    hint: ({ name, node }) =>
      `Say which slot in contract.yaml: outputs: { ${name}: { node: "${node}", slot: 0 } }.`,
    why: 'A named output is an output node, or one numbered output of another node.',
    example: { name: 'image', node: '4', slots: 3 },
  }),
  'workflow/contract-twice': define<{ name: string; direction: string; nodes: readonly string[] }>({
    severity: 'error',
    title: ({ name, direction, nodes }) =>
      `The contract has the ${direction} "${name}" twice, on the nodes ${nodes.join(' and ')}.`,
    hint: ({ direction }) =>
      `Give one of the nodes another title, or take its "${direction}: " away.`,
    why: 'A name of the contract leads to one place. Titles "input: NAME" and "output: NAME" declare names too.',
    example: { name: 'text', direction: 'input', nodes: ['6', '7'] },
  }),
  'workflow/dynamic-prompt': define<{ text: string }>({
    severity: 'warning',
    title: ({ text }) => `ComfyUI draws at random in this text: ${shortened(text)}`,
    hint: () =>
      'Choose one of the options in {a|b}, or write \\{ and \\} for braces that are meant.',
    why: 'ComfyUI replaces {a|b} by one option each time the workflow runs from its page. A pin must not depend on chance, so comfypin keeps the text as it stands; a server does not resolve it.',
    example: { text: 'a {red|blue} fox' },
  }),
  'workflow/dynamic-date': define<{ text: string }>({
    severity: 'info',
    title: ({ text }) =>
      `ComfyUI fills in the date here, the pin keeps the pattern: ${shortened(text)}`,
    hint: () => 'Leave out %date:…% if the file name should not hold it.',
    why: 'ComfyUI replaces %date:…% when the workflow runs from its page. A pin must not depend on the clock, so comfypin keeps the pattern; a server does not fill it in.',
    example: { text: '%date:yyyy-MM-dd%/hero' },
  }),
} as const;

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
