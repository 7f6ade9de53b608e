/** Legacy group nodes: `extra.groupNodes` holds their definitions, from which the page makes node types when it loads. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
} from '../../../base/json.ts';
import { parseNodeType } from '../../catalog/node-type.ts';
import type { Catalog, NodeType } from '../../catalog/types.ts';
import { isTruthy, listAt, objectAt, stringOf, textAt } from './plain.ts';
import type { FrontendRules } from './rules.ts';
import { nodeShapeOf } from './shapes.ts';
import type { InputShape } from './types.ts';
import { isWidgetType } from './widget-kinds.ts';

/** Larger groups are not read. */
const maxNodes = 1000;

export interface GroupType {
  readonly nodeType: NodeType;
  readonly nodes: readonly JsonObject[];
  /** Links between the inner nodes: origin, slot, target, slot. */
  readonly links: readonly (readonly [number, number, number, number])[];
  /** Inner node → slot (old pages) or name (new pages) of an inner input → input of the group. */
  readonly inputs: readonly ReadonlyMap<string, number>[];
  /** Widget of the group → the inner node and its widget. */
  readonly widgets: ReadonlyMap<string, { readonly index: number; readonly input: string }>;
  /** Output of the group → the inner node and its output. */
  readonly outputs: readonly { readonly index: number; readonly slot: number }[];
}

interface Draft {
  readonly definition: JsonObject;
  readonly rules: FrontendRules;
  readonly seen: Map<string, number>;
  readonly required: Map<string, Json>;
  readonly widgets: Map<string, { readonly index: number; readonly input: string }>;
  readonly inputs: Map<string, number>[];
  readonly linked: ReadonlySet<string>;
  inputCount: number;
}

/** Returns the group type; undefined where an inner node's type is not there. */
export function groupTypeOf(
  name: string,
  definition: JsonObject,
  catalog: Catalog,
  rules: FrontendRules,
  isKnown: (type: string) => boolean,
): GroupType | undefined {
  const nodes = listAt(definition, 'nodes').filter(isJsonObject);
  if (nodes.length > maxNodes || !nodes.every((node) => isKnown(typeOf(node)))) return undefined;
  const links = listAt(definition, 'links').flatMap(linkOf);
  const draft: Draft = {
    definition,
    rules,
    seen: new Map(),
    required: new Map(),
    widgets: new Map(),
    inputs: nodes.map(() => new Map()),
    linked: new Set(links.map(([, , target, slot]) => `${target}/${slot}`)),
    inputCount: 0,
  };
  const later: (() => void)[] = [];
  const outputs: { index: number; slot: number; type: Json; name: string }[] = [];
  for (const [index, node] of nodes.entries()) {
    const nodeType = catalog.nodeTypes.get(typeOf(node));
    if (nodeType === undefined) continue;
    addInputs(draft, node, index, nodeShapeOf(nodeType, rules).defined, later);
    for (const [slot, output] of nodeType.outputs.entries()) {
      if (!isOutside(definition, links, index, slot)) continue;
      outputs.push({ index, slot, type: output.type, name: output.name });
    }
  }
  for (const add of later) add();
  const type = `workflow>${name}`;
  return {
    nodeType: parseNodeType(type, {
      display_name: name,
      input: { required: jsonObject(draft.required) },
      output: outputs.map((output) => output.type),
      output_name: outputs.map((output) => output.name),
    }),
    nodes,
    links,
    inputs: draft.inputs,
    widgets: draft.widgets,
    outputs,
  };
}

function typeOf(node: JsonObject): string {
  return stringOf(member(node, 'type'));
}

function linkOf(link: Json): [number, number, number, number][] {
  if (!isJsonArray(link)) return [];
  const [origin, slot, target, input] = link;
  if (origin === null || origin === undefined) return [];
  return [[Number(origin), Number(slot), Number(target), Number(input)]];
}

/** An output is shown unless it is linked inside only, or the definition says otherwise. */
function isOutside(
  definition: JsonObject,
  links: GroupType['links'],
  index: number,
  slot: number,
): boolean {
  const visible = member(customOf(definition, index, 'output', String(slot)) ?? {}, 'visible');
  if (typeof visible === 'boolean') return visible;
  const isLinked = links.some(([origin, output]) => origin === index && output === slot);
  const isExternal = listAt(definition, 'external').some(
    (each) => isJsonArray(each) && each[0] === index && each[1] === slot && isTruthy(each[2]),
  );
  return !isLinked || isExternal;
}

function customOf(
  definition: JsonObject,
  index: number,
  side: 'input' | 'output',
  key: string,
): JsonObject | undefined {
  const own = objectAt(objectAt(definition, 'config') ?? {}, String(index)) ?? {};
  return objectAt(objectAt(own, side) ?? {}, key);
}

function addInputs(
  draft: Draft,
  node: JsonObject,
  index: number,
  shapes: readonly InputShape[],
  later: (() => void)[],
): void {
  const { rules } = draft;
  const saved = listAt(node, 'inputs').filter(isJsonObject);
  const slots: InputShape[] = [];
  const converted = new Map<number, InputShape>();
  for (const shape of shapes) {
    const isList = shape.isCombo && !Object.hasOwn(shape.config, 'options');
    const isWidget = isWidgetType(shape.type, rules) && !(rules.generation === 'modern' && isList);
    const place = saved.findIndex(
      (input) =>
        member(input, 'name') === shape.name &&
        textAt(objectAt(input, 'widget') ?? {}, 'name') === shape.name,
    );
    if (!isWidget) slots.push(shape);
    else if (place !== -1) converted.set(place, shape);
    else draft.widgets.set(addInput(draft, node, index, shape), { index, input: shape.name });
  }
  const map = draft.inputs[index] as Map<string, number>;
  const keyOf = (slot: number, shape: InputShape) =>
    rules.generation === 'modern' ? shape.name : String(slot);
  for (const [slot, shape] of slots.entries()) {
    if (draft.linked.has(`${index}/${slot}`)) continue;
    const isHidden = customOf(draft.definition, index, 'input', shape.name)?.['visible'] === false;
    if (isHidden) continue;
    addInput(draft, node, index, shape);
    map.set(keyOf(slot, shape), draft.inputCount);
    draft.inputCount += 1;
  }
  const ordered = [...converted.keys()].map(String).sort();
  later.push(() => {
    for (const [offset, key] of ordered.entries()) {
      const shape = converted.get(Number(key)) as InputShape;
      const slot = slots.length + offset;
      if (draft.linked.has(`${index}/${slot}`)) continue;
      draft.widgets.set(addInput(draft, node, index, shape), { index, input: shape.name });
      map.set(keyOf(slot, shape), draft.inputCount);
      draft.inputCount += 1;
    }
  });
}

/** Adds an input to the group's definition under a name of its own, which it returns. */
function addInput(draft: Draft, node: JsonObject, index: number, shape: InputShape): string {
  const { seen } = draft;
  const saved = listAt(node, 'inputs')
    .filter(isJsonObject)
    .find((input) => member(input, 'name') === shape.name);
  const custom = customOf(draft.definition, index, 'input', shape.name);
  let name = textAt(custom ?? {}, 'name') ?? textAt(saved ?? {}, 'label') ?? shape.name;
  let key = name;
  let prefix = '';
  if (seen.has(name)) {
    prefix = `${stringOf(member(node, 'title') ?? member(node, 'type'))} `;
    name = `${prefix}${shape.name}`;
    key = name;
    if (seen.has(name)) name = `${prefix}${seen.get(name)} ${shape.name}`;
  }
  seen.set(key, (seen.get(key) ?? 1) + 1);
  const isSeed = shape.name === 'seed' || shape.name === 'noise_seed';
  const extra = isSeed ? { control_after_generate: `${prefix}control_after_generate` } : {};
  const options = shape.isCombo ? { options: shape.choices } : {};
  draft.required.set(name, [shape.type, { ...shape.config, ...options, ...extra }]);
  return name;
}
