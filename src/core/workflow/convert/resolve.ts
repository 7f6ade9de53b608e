/** Follows a link to the node that gives the value: through reroutes, bypassed nodes, into and out of subgraphs. */

import { groupInput, groupOutput } from './group-nodes.ts';
import { linkAt } from './links.ts';
import type { Place, Places, PromptLink } from './places.ts';
import { stop, stringOf } from './plain.ts';
import type { FrontendRules } from './rules.ts';
import { widgetOf } from './subgraph-nodes.ts';
import { bypassed, type InputSlot, inputNodeId, muted, type Value } from './types.ts';

export type Origin = PromptLink | { readonly value: Value };

interface Step {
  readonly place: Place;
  readonly side: 'input' | 'output';
  readonly slot: number;
  /** Type of the input at the end, once it is fixed. */
  readonly type: Value;
}

/** Ways longer than this are remembered, so that many inputs behind one long way do not walk it again. */
const longWay = 32;

/** Ends of long ways that are known already, by place, slot and type. */
export type KnownWays = Map<string, Origin | undefined>;

/** Returns where an input's value comes from; undefined where nothing is linked or the way ends. */
export function resolveInput(
  places: Places,
  start: Place,
  slot: number,
  rules: FrontendRules,
  known: KnownWays,
): Origin | undefined {
  const near = direct(places, start, slot);
  if (near !== undefined) return near;
  const first = fromInput(places, { place: start, side: 'input', slot, type: undefined });
  if (first === undefined || !('side' in first)) return first;
  const visited = new Set<string>();
  const passed: string[] = [];
  let step: Step | Origin | undefined = { place: start, side: 'input', slot, type: undefined };
  while (step !== undefined && 'side' in step) {
    const { place, side }: Step = step;
    const key = `${place.host?.subgraph?.id}:${place.node.id}[${side}]${step.slot}`;
    if (visited.has(key)) stop('convert', `the links of node ${place.id} form a circle`);
    visited.add(key);
    if (visited.size > longWay) {
      const way = `${place.id}[${side}]${step.slot} ${stringOf(step.type)}`;
      if (known.has(way)) {
        step = known.get(way);
        break;
      }
      passed.push(way);
    }
    step = side === 'input' ? fromInput(places, step) : fromOutput(places, step, rules);
  }
  const origin = step === undefined || 'side' in step ? undefined : step;
  for (const way of passed) known.set(way, origin);
  return origin;
}

/** The usual way: a link to a node of the same graph that gives the value itself. Everything else is left to the steps. */
function direct(places: Places, start: Place, slot: number): Origin | undefined {
  if (start.inside !== undefined) return undefined;
  const link = linkAt(start.node.graph, start.node.inputs[slot]?.link);
  if (link === undefined || (start.host !== undefined && link.origin === inputNodeId)) {
    return undefined;
  }
  const origin = start.node.graph.byId.get(link.origin);
  if (origin === undefined) return undefined;
  const next = places.get(start.path === '' ? origin.id : `${start.path}:${origin.id}`);
  const isEnd = next !== undefined && !next.node.isVirtual && isOn(next);
  return isEnd ? [next.id, wholeSlot(link.originSlot)] : undefined;
}

/** Pages send what `parseInt` makes of a slot. */
function wholeSlot(slot: number): number {
  return Number.isInteger(slot) ? slot : Number.parseInt(String(slot), 10) + 0;
}

function isOn({ node }: Place): boolean {
  return node.mode !== muted && node.mode !== bypassed && node.subgraph === undefined;
}

function fromInput(places: Places, { place, slot, type }: Step): Step | Origin | undefined {
  const input = place.node.inputs.at(slot);
  if (input === undefined)
    stop('convert', `No input found for flattened id [${place.id}] slot [${slot}]`);
  if (place.inside !== undefined) return groupInput(places, place, slot);
  if (input.link === null) return undefined;
  const link = linkAt(place.node.graph, input.link);
  if (link === undefined) {
    stop(
      'convert',
      `No link found in parent graph for id [${place.id}] slot [${slot}] ${input.name}`,
    );
  }
  if (place.host !== undefined && link.origin === inputNodeId) {
    return outOfSubgraph(places, place, input, link.originSlot);
  }
  const origin = place.node.graph.byId.get(link.origin);
  if (origin === undefined) {
    stop('convert', `No input node found for id [${place.id}] slot [${slot}] ${input.name}`);
  }
  const id = place.path === '' ? origin.id : `${place.path}:${origin.id}`;
  const next = places.get(id);
  if (next === undefined) stop('convert', `No output node DTO found for id [${id}]`);
  return { place: next, side: 'output', slot: link.originSlot, type: type ?? input.type };
}

function outOfSubgraph(
  places: Places,
  place: Place,
  input: InputSlot,
  slot: number,
): Step | Origin | undefined {
  const host = place.host as NonNullable<Place['host']>;
  const outer = host.inputs.at(slot);
  if (outer === undefined) stop('convert', `No input found for slot [${slot}] ${input.name}`);
  if (outer.link === null) {
    const widget = widgetOf(host, outer);
    return widget === undefined ? undefined : { value: widget.cell.value };
  }
  const link = linkAt(host.graph, outer.link);
  if (link === undefined) stop('convert', `No outer link found for slot [${slot}] ${input.name}`);
  const next = places.get(place.path);
  if (next === undefined) stop('convert', `No subgraph node DTO found for id [${place.path}]`);
  return { place: next, side: 'input', slot: link.targetSlot, type: undefined };
}

function fromOutput(
  places: Places,
  { place, slot, type }: Step,
  rules: FrontendRules,
): Step | Origin | undefined {
  const { node } = place;
  if (rules.generation === 'modern' && node.mode === muted) return undefined;
  if (place.group !== undefined) {
    if (node.mode !== bypassed) return groupOutput(node, place.group, slot);
    const exact = [slot, ...node.inputs.keys()].find((each) => node.inputs[each]?.type === type);
    return exact === undefined ? undefined : { place, side: 'input', slot: exact, type: undefined };
  }
  if (node.mode === bypassed) {
    const through = bypassSlot(place, slot, type);
    if (through === -1) return undefined;
    return { place, side: 'input', slot: through, type: undefined };
  }
  if (node.subgraph !== undefined) return intoSubgraph(places, place, slot, type);
  if (!node.isVirtual) return [place.id, wholeSlot(slot)];
  return throughVirtual(places, place, slot, type, rules);
}

/**
 * From an output of a node of the page to its input. Old pages count from the end where the slot is negative; newer
 * ones ask the link where it ends.
 */
function throughVirtual(
  places: Places,
  place: Place,
  slot: number,
  type: Value,
  { generation }: FrontendRules,
): Step | undefined {
  const { inputs } = place.node;
  const isClassic = generation === 'classic';
  const input = isClassic ? inputs.at(slot) : inputs[slot];
  if (input === undefined) {
    if (slot >= inputs.length) return undefined;
    stop('convert', "Cannot read properties of undefined (reading 'link')");
  }
  if (isClassic) return { place, side: 'input', slot, type };
  const link = linkAt(place.node.graph, input.link);
  if (link === undefined) return undefined;
  const next = places.get(place.path === '' ? link.target : `${place.path}:${link.target}`);
  if (next === undefined) stop('convert', `Virtual node failed to resolve parent [${place.id}]`);
  return { place: next, side: 'input', slot: link.targetSlot, type };
}

function intoSubgraph(
  places: Places,
  place: Place,
  slot: number,
  type: Value,
): Step | Origin | undefined {
  const graph = place.node.subgraph as NonNullable<typeof place.node.subgraph>;
  if (place.node.outputs.at(slot) === undefined) {
    stop('convert', `No output found for flattened id [${place.id}] slot [${slot}]`);
  }
  const outer = graph.outputs[slot];
  if (outer === undefined)
    stop('convert', `No output slot [${slot}] in the subgraph of ${place.id}`);
  const link = outer.linkIds.map((id) => linkAt(graph, id)).find((each) => each !== undefined);
  if (link === undefined) return undefined;
  const origin = graph.byId.get(link.origin);
  if (origin === undefined)
    stop('convert', `No output node found for id [${place.id}] slot [${slot}]`);
  const next = places.get(`${place.id}:${origin.id}`);
  if (next === undefined)
    stop('convert', `No inner node DTO found for id [${place.id}:${origin.id}]`);
  return { place: next, side: 'output', slot: link.originSlot, type };
}

/** The input that a bypassed node passes on to one of its outputs; -1 where none fits. */
function bypassSlot({ node }: Place, slot: number, type: Value): number {
  const { inputs } = node;
  const output = node.outputs[slot];
  if (output === undefined) stop('convert', `node ${node.id} has no output ${slot}`);
  if (type === '*' || type === '') return inputs.length > slot ? slot : 0;
  const fits = (input: InputSlot) =>
    canConnect(input.type, output.type) && canConnect(input.type, type);
  const opposite = inputs[slot];
  if (opposite !== undefined && fits(opposite)) return slot;
  const exact = inputs.findIndex((input) => input.type === type);
  return exact !== -1 ? exact : inputs.findIndex(fits);
}

/** True when the types of two slots may be linked: equal, any, or one of several in common. */
export function canConnect(left: Value, right: Value): boolean {
  if (isAny(left) || isAny(right) || left === right) return true;
  const ours = stringOf(left).toLowerCase();
  const theirs = stringOf(right).toLowerCase();
  if (!ours.includes(',') && !theirs.includes(',')) return ours === theirs;
  const options = theirs.split(',');
  return ours
    .split(',')
    .some((one) => isAny(one) || options.some((other) => isAny(other) || one === other));
}

function isAny(type: Value): boolean {
  return type === '*' || type === '' || type === 0 || type === null || type === undefined;
}
