/** A canvas that cannot be converted, or that holds what a pin should not hold. */

import { listed } from '../text.ts';
import { define } from './definition.ts';

export const canvasProblems = {
  'canvas/not-convertible': define<{ stage: 'load' | 'convert' | 'limit'; reason: string }>({
    severity: 'error',
    title: ({ stage, reason }) =>
      stage === 'limit'
        ? `The canvas is refused: ${reason}`
        : `ComfyUI itself could not ${stage === 'load' ? 'open' : 'convert'} this canvas: ${reason}`,
    hint: ({ stage }) =>
      stage === 'limit'
        ? 'Save the workflow from ComfyUI again, or export it with "Export (API)".'
        : 'Open it in ComfyUI, mend what it shows as broken, and save it again.',
    why: 'comfypin converts a canvas exactly as the frontend of the environment does. Where the frontend fails on a file, there is nothing to pin.',
    example: {
      stage: 'convert',
      reason: 'No link found in parent graph for id [3] slot [0] model',
    },
  }),
  'canvas/duplicate-id': define<{ node: string; scope: string }>({
    severity: 'error',
    title: ({ node, scope }) =>
      `Two nodes of the canvas have the id ${node}${scope === '' ? '' : ` in the subgraph ${scope}`}`,
    hint: () => 'Open the canvas in ComfyUI and save it: the frontend gives one of them a new id.',
    why: 'Links name nodes by id. With one id twice nobody can tell which node a link means, so nothing is guessed.',
    example: { node: '12', scope: '' },
  }),
  'canvas/duplicate-definition': define<{ scope: string }>({
    severity: 'error',
    title: ({ scope }) => `Two subgraphs of the canvas have the id ${scope}`,
    hint: () => 'Open the canvas in ComfyUI, unpack one of the two, and save it again.',
    why: 'Subgraph nodes name their subgraph by id. With one id twice nobody can tell which one a node stands for, so nothing is guessed.',
    example: { scope: '7c7cf7a5-7b1e-4f5b-9b69-0c9c7c1a8f11' },
  }),
  'canvas/dangling-link': define<{ input: string; link: string; scope: string; missing: string }>({
    severity: 'error',
    title: ({ input, link, scope, missing }) =>
      `Input ${input}${scope === '' ? '' : ` in the subgraph ${scope}`} names the link ${link}, and ${missing}`,
    hint: () => 'Connect the input again in ComfyUI, or take its link away, and save.',
    why: 'Nothing tells where the value would come from. ComfyUI opens such a canvas and cannot run it, so it is not compared as a graph.',
    example: { input: 'model', link: '7', scope: '', missing: 'the canvas has no such link' },
  }),
  'canvas/unreadable-link': define<{ place: string; scope: string }>({
    severity: 'error',
    title: ({ place, scope }) =>
      `The link at ${place}${scope === '' ? '' : ` in the subgraph ${scope}`} is neither a list nor an object.`,
    hint: () => 'Take the entry out of the list, or save the workflow from ComfyUI again.',
    why: 'A link is [id, origin, slot, target, slot, type] or an object with those members. ComfyUI does not open a canvas with another thing among its links.',
    example: { place: 'links[4]', scope: '' },
  }),
  'canvas/links-disagree': define<{ link: string; scope: string; found: string; assumed: string }>({
    severity: 'warning',
    title: ({ link, scope, found, assumed }) =>
      `Link ${link}${scope === '' ? '' : ` in the subgraph ${scope}`}: ${found}; ${assumed}.`,
    hint: () =>
      'Open the canvas in ComfyUI, look at the connections of the node, and save it again.',
    why: 'A canvas keeps each link twice: in the list of links, and on the input that it leads to. Where they disagree, ComfyUI runs what the input says, and so it is read here.',
    example: {
      link: '7',
      scope: '',
      found: 'input model of node 3 names it, and the list leads it to node 8',
      assumed: 'the input counts',
    },
  }),
  'canvas/missing-node-type': define<{ classType: string; nodes: readonly string[] }>({
    severity: 'error',
    title: ({ classType, nodes }) =>
      `The environment has no node type "${classType}", which ${nodesText(nodes)} needs.`,
    hint: () =>
      'Install the custom node that brings it on the server and record the environment again, or replace the node.',
    why: 'ComfyUI opens such a canvas with a red box in place of the node, and leaves the node without a class in the exported prompt. A server refuses that prompt.',
    example: { classType: 'FancyUpscale', nodes: ['12', '14'] },
  }),
  'canvas/changing-seed': define<{ input: string; mode: string; value: string }>({
    severity: 'info',
    title: ({ input, mode, value }) =>
      `The canvas changes ${input} after each run (${mode}); the pin holds ${value}.`,
    hint: ({ input }) =>
      `Set the control below ${input} to "fixed", or name the node "input: ${input}" so that each run can choose it.`,
    why: 'A pin runs the same each time. What a designer sees on the canvas differs from run to run, so a picture may not look like the one the pin makes.',
    example: { input: 'seed', mode: 'randomize', value: '156680208700286' },
  }),
  'canvas/muted-nodes': define<{ nodes: readonly string[] }>({
    severity: 'info',
    title: ({ nodes }) => `Muted on the canvas and left out of the prompt: ${nodesText(nodes)}.`,
    hint: () => 'Delete them if they are leftovers; they stay in canvas.json only.',
    why: 'Muted nodes never run. They are carried along in canvas.json and often come from trying things out.',
    example: { nodes: ['7', '12'] },
  }),
  'canvas/unreachable-nodes': define<{ nodes: readonly string[] }>({
    severity: 'info',
    title: ({ nodes }) => `No output needs ${nodesText(nodes)}, so the server never runs it.`,
    hint: () => 'Delete it on the canvas, or link it to an output.',
    why: 'A server works off what the output nodes need and nothing else. Nodes beside that are no part of a release.',
    example: { nodes: ['9'] },
  }),
  'canvas/api-node': define<{ classType: string }>({
    severity: 'warning',
    title: ({ classType }) => `${classType} calls a paid service each time it runs.`,
    hint: () =>
      'Give smoke runs a budget, and make sure that every environment may use the service.',
    why: 'API nodes send the inputs to a partner of ComfyUI and cost money for each run; they need an account on the server and answer differently over time.',
    example: { classType: 'KlingImage2VideoNode' },
  }),
  'canvas/embedded-data': define<{ input: string; kilobytes: number }>({
    severity: 'warning',
    title: ({ input, kilobytes }) => `${input} holds ${kilobytes} KB of encoded data.`,
    hint: () => 'Load it from a file: comfypin keeps input files in assets/.',
    why: 'Pictures written into a workflow as base64 make every diff and every request large, and cannot be reviewed.',
    example: { input: 'image', kilobytes: 512 },
  }),
  'canvas/absolute-path': define<{ input: string; path: string }>({
    severity: 'warning',
    title: ({ input, path }) => `${input} names a place on one machine: ${path}`,
    hint: () =>
      'Name the file relative to the folders of ComfyUI, or give the input a value per environment.',
    why: 'An absolute path is right on one server and wrong on the next, and tells others how that server is set up.',
    example: { input: 'path', path: '/mnt/models/upscale.pth' },
  }),
  'canvas/widget-count': define<{ classType: string; saved: number; wanted: number }>({
    severity: 'warning',
    title: ({ classType, saved, wanted }) =>
      `The canvas holds ${saved} values for ${classType}, which takes ${wanted}; they are filled in by position.`,
    hint: () => 'Open the canvas in ComfyUI, check the values of the node, and save it again.',
    why: 'Values have no names in a canvas. When a node type gained or lost a widget since the canvas was saved, values can end up in the wrong one, and ComfyUI says nothing.',
    example: { classType: 'KSampler', saved: 6, wanted: 7 },
  }),
  'canvas/newer-frontend': define<{ version: string; known: string }>({
    severity: 'info',
    title: ({ version, known }) =>
      `Frontend ${version} is newer than comfypin knows; the canvas is converted by the rules of ${known}.`,
    hint: () => 'Update comfypin, or compare with "Export (API)" of that frontend once.',
    why: 'How a canvas becomes a prompt changes between frontend versions. comfypin uses the newest rules it knows.',
    example: { version: '1.60.0', known: '1.49.6' },
  }),
  'canvas/integer-too-big': define<{ nodeType: string; value: string; becomes: string }>({
    severity: 'warning',
    title: ({ nodeType, value, becomes }) =>
      `${nodeType} holds ${value}, which is beyond 2^53: the browser will change it to ${becomes}.`,
    hint: () => 'Choose a seed of at most 9007199254740991; up to there both agree.',
    why: 'Numbers in a browser are doubles. comfypin and the server keep every digit, but opening the canvas and saving it changes the value, and with it the pictures.',
    example: {
      nodeType: 'KSampler',
      value: '18446744073709551615',
      becomes: '18446744073709552000',
    },
  }),
  'canvas/captured-value': define<{ input: string }>({
    severity: 'info',
    title: ({ input }) =>
      `${input} is captured by ComfyUI's page when it runs; the pin holds nothing there.`,
    hint: () => 'Run the workflow from the page, or give the input a file.',
    why: 'The view of a 3D model, a webcam picture and a recording are made in the browser at the moment of the run. A pin cannot hold them.',
    example: { input: 'viewport_state' },
  }),
  'canvas/opens-differently': define<{ environment: string; how: string }>({
    severity: 'warning',
    title: ({ environment, how }) =>
      `Opened in ${environment}, the canvas makes another prompt than the pinned one: ${how}.`,
    hint: ({ environment }) =>
      `Run the API format in ${environment}, and make changes in the first environment alone.`,
    why: 'workflow.json is what runs in every environment. Its canvas is kept to be opened again; another frontend, another version of a node, or a value that stands in the canvas twice lets the page read it in another way.',
    example: { environment: 'prod', how: 'steps of node 3 has another value' },
  }),
} as const;

function nodesText(nodes: readonly string[]): string {
  return `${nodes.length === 1 ? 'node' : 'nodes'} ${listed(nodes, 5)}`;
}
