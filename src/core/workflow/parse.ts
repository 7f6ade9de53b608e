/** Reads a workflow of either format from text: what it is, and everything that keeps it from being used. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  keysOf,
  member,
} from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { placeInJson } from '../../base/json-place.ts';
import { type Place, type Problem, problem } from '../../base/problem.ts';
import { causeOfBadJson } from './bad-json.ts';
import { linkOf, walkFrom } from './graph.ts';
import { type Excess, excessIn, excessOfText } from './size-limits.ts';
import type { ApiPrompt, CanvasWorkflow } from './types.ts';

export type ParsedWorkflow = { readonly problems: readonly Problem[] } & (
  | { readonly format: 'api'; readonly workflow?: ApiPrompt }
  | { readonly format: 'canvas'; readonly workflow?: CanvasWorkflow }
  | { readonly format: undefined; readonly workflow?: undefined }
);

/** Finds the place of a value in the text; problems are rare, so it looks only when asked. */
type PlaceOf = (...path: (string | number)[]) => Place;

/** Each place is looked for from the start of the text; a file with more faults than this has no use for theirs. */
const mostPlaces = 100;

/**
 * Returns the workflow with its format. `workflow` is absent where the document is not whole; where only links are
 * wrong (`workflow/absent-node`, `workflow/cycle`) it is there beside the problems.
 */
export function parseWorkflow(text: string, file?: string): ParsedWorkflow {
  const at: Place = file === undefined ? {} : { file };
  const long = excessOfText(text.length);
  if (long !== undefined) return tooLarge(at, long);
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { message, line, column } = parsed.error;
    const cause = causeOfBadJson(text, message);
    return {
      format: undefined,
      problems: [problem('workflow/bad-json', { ...at, line, column }, { message, cause })],
    };
  }
  let placed = 0;
  const placeOf: PlaceOf = (...path) => {
    placed += 1;
    return placed > mostPlaces ? at : { ...at, ...placeInJson(text, path) };
  };
  const excess = excessIn(parsed.value);
  if (excess !== undefined) return tooLarge(placeOf(...excess.path), excess);
  return readWorkflow(parsed.value, placeOf);
}

function tooLarge(at: Place, { found, limit }: Excess): ParsedWorkflow {
  return { format: undefined, problems: [problem('workflow/too-large', at, { found, limit })] };
}

function readWorkflow(value: Json, placeOf: PlaceOf): ParsedWorkflow {
  if (!isJsonObject(value)) return unknown(placeOf(), `the document is ${kindOf(value)}`);
  if (isJsonArray(member(value, 'nodes'))) return readCanvas(value, placeOf);
  const wrapper = wrapperOf(value);
  if (wrapper !== undefined) {
    return {
      format: undefined,
      problems: [problem('workflow/wrapped', placeOf(wrapper), { key: wrapper })],
    };
  }
  const values = Object.values(value);
  if (values.length === 0) {
    return { format: undefined, problems: [problem('workflow/empty', placeOf(), {})] };
  }
  const looksLikeNodes = values.some(
    (each) =>
      isJsonObject(each) && (Object.hasOwn(each, 'class_type') || Object.hasOwn(each, 'inputs')),
  );
  if (looksLikeNodes) return readPrompt(value, placeOf);
  const keys = keysOf(value)
    .slice(0, 3)
    .map((key) => JSON.stringify(key));
  return unknown(placeOf(), `it has ${keys.join(', ')} and no node`);
}

function unknown(at: Place, found: string): ParsedWorkflow {
  return { format: undefined, problems: [problem('workflow/unknown-format', at, { found })] };
}

/** The key under which a request, a graphToPrompt result or a share page holds the workflow. */
function wrapperOf(value: JsonObject): string | undefined {
  return ['prompt', 'output', 'workflow', 'workflow_json'].find((key) => {
    const inner = member(value, key);
    if (!isJsonObject(inner) || Object.hasOwn(inner, 'class_type')) return false;
    return (
      isJsonArray(member(inner, 'nodes')) ||
      Object.values(inner).some((each) => isJsonObject(each) && Object.hasOwn(each, 'class_type'))
    );
  });
}

function readPrompt(value: JsonObject, placeOf: PlaceOf): ParsedWorkflow {
  const broken = entriesOf(value).flatMap(([node, item]): Problem[] => {
    const found = faultOf(item);
    return found === undefined
      ? []
      : [problem('workflow/bad-node', { ...placeOf(node), node }, { node, found })];
  });
  if (broken.length > 0) return { format: 'api', problems: broken };
  const prompt = value as unknown as ApiPrompt;
  return { format: 'api', workflow: prompt, problems: linkProblems(prompt, placeOf) };
}

function faultOf(node: Json): string | undefined {
  if (!isJsonObject(node)) return `it is ${kindOf(node)}`;
  const classType = member(node, 'class_type');
  if (classType === undefined) return 'it has no "class_type"';
  if (typeof classType !== 'string' || classType === '') return 'its "class_type" is no name';
  const inputs = member(node, 'inputs');
  if (inputs === undefined) return 'it has no "inputs"';
  if (!isJsonObject(inputs)) return 'its "inputs" is no object';
  const meta = member(node, '_meta');
  if (meta !== undefined && !isJsonObject(meta)) return 'its "_meta" is no object';
  return undefined;
}

function linkProblems(prompt: ApiPrompt, placeOf: PlaceOf): readonly Problem[] {
  const ids = Object.keys(prompt);
  const problems = ids.flatMap((node) =>
    entriesOf(prompt[node]?.inputs ?? {}).flatMap(([input, value]): Problem[] => {
      const source = linkOf(value)?.node;
      if (source === undefined || Object.hasOwn(prompt, source)) return [];
      const at = { ...placeOf(node, 'inputs', input), node, input };
      return [problem('workflow/absent-node', at, { node, input, source })];
    }),
  );
  const { cycle } = walkFrom(prompt, ids);
  if (cycle !== undefined) {
    const node = cycle[0] ?? '';
    problems.push(problem('workflow/cycle', { ...placeOf(node), node }, { nodes: cycle }));
  }
  return problems;
}

function readCanvas(value: JsonObject, placeOf: PlaceOf): ParsedWorkflow {
  const nodes = member(value, 'nodes') as readonly Json[];
  const seen = new Set<string>();
  const problems = nodes.flatMap((node, index): Problem[] => {
    const found = canvasFaultOf(node, seen);
    return found === undefined
      ? []
      : [
          problem('workflow/bad-canvas-node', placeOf('nodes', index), {
            place: `nodes[${index}]`,
            found,
          }),
        ];
  });
  const links = member(value, 'links');
  if (links !== undefined && links !== null && !isJsonArray(links)) {
    problems.push(
      problem('workflow/bad-canvas-node', placeOf('links'), {
        place: 'links',
        found: `it is ${kindOf(links)}, not a list`,
      }),
    );
  }
  if (nodes.length === 0) problems.push(problem('workflow/empty', placeOf('nodes'), {}));
  return problems.length > 0
    ? { format: 'canvas', problems }
    : { format: 'canvas', workflow: value, problems };
}

function canvasFaultOf(node: Json, seen: Set<string>): string | undefined {
  if (!isJsonObject(node)) return `the node is ${kindOf(node)}`;
  const id = member(node, 'id');
  if (id === undefined || id === null || typeof id === 'boolean' || isJsonArray(id)) {
    return 'the node has no "id"';
  }
  if (typeof member(node, 'type') !== 'string') return 'the node has no "type"';
  const key = String(id);
  if (seen.has(key)) return `the id ${key} stands here a second time`;
  seen.add(key);
  return undefined;
}

function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (isJsonArray(value)) return 'a list';
  if (isJsonObject(value)) return 'an object';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'boolean' ? String(value) : 'a number';
}
