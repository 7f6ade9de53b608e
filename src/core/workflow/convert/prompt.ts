/** Writes the API format of a loaded graph. */

import { isJsonArray, type Json, type JsonObject, setMember } from '../../../base/json.ts';
import { problem } from '../../../base/problem.ts';
import type { ApiNode, ApiPrompt } from '../types.ts';
import type { Place, Places } from './places.ts';
import { type KnownWays, resolveInput } from './resolve.ts';
import type { Session } from './session.ts';
import { type Chance, fillFilePrefix, fillPrompt, mayBeFilled } from './texts.ts';
import { bypassed, type InputSlot, muted, type Value, type Widget } from './types.ts';
import { indexOfChoice } from './values.ts';

/** Calls `look` for each place with what it sends, while both are at hand. */
export function writePrompt(
  session: Session,
  places: Places,
  chance: Chance | undefined,
  look: (place: Place, sent: ApiNode | undefined) => void,
): ApiPrompt {
  const known: KnownWays = new Map();
  const prompt: Record<string, ApiNode> = {};
  for (const place of places.values()) {
    let sent: ApiNode | undefined;
    if (isSent(place)) {
      const inputs = inputsOf(session, places, place, chance, known);
      dropDeadLinks(inputs, places);
      sent = nodeOf(place, inputs);
      setNode(prompt, place.id, sent);
    }
    look(place, sent);
  }
  return prompt;
}

function isSent({ node }: Place): boolean {
  return !node.isVirtual && node.mode !== muted && node.mode !== bypassed;
}

function nodeOf({ node }: Place, inputs: Record<string, Json>): ApiNode {
  const { classType, title } = node;
  const meta: JsonObject = title === undefined ? {} : { title };
  if (classType === undefined) return { inputs, _meta: meta } as unknown as ApiNode;
  return { inputs, class_type: classType as string, _meta: meta };
}

function setNode(prompt: Record<string, ApiNode>, id: string, node: ApiNode): void {
  setMember(prompt as unknown as Record<string, Json>, id, node as unknown as Json);
}

function inputsOf(
  session: Session,
  places: Places,
  place: Place,
  chance: Chance | undefined,
  known: KnownWays,
): Record<string, Json> {
  const inputs: Record<string, Value> = {};
  const { node } = place;
  for (const widget of node.widgets ?? []) {
    const { name, traits } = widget;
    if (!traits.sends || name === '') continue;
    set(inputs, name, wrapped(widgetValue(session, place, widget, chance), traits.kind));
  }
  for (let slot = 0; slot < node.inputs.length; slot += 1) {
    const input = node.inputs[slot] as InputSlot;
    if (input.link === null && place.inside === undefined) continue;
    const origin = resolveInput(places, place, slot, session.rules, known);
    if (origin === undefined) continue;
    set(inputs, input.name, 'value' in origin ? wrapped(origin.value, '') : origin);
  }
  return inputs as Record<string, Json>;
}

function set(inputs: Record<string, Value>, name: string, value: Value): void {
  const isNoNumber = typeof value === 'number' && !Number.isFinite(value);
  setMember(inputs as Record<string, Json>, name, isNoNumber ? null : (value as Json));
}

/** A list would be read as a link, so lists are wrapped. */
function wrapped(value: Value, kind: string): Value {
  if (!isJsonArray(value)) return value;
  return kind === 'curve' ? { __type__: 'CURVE', __value__: value } : { __value__: value };
}

function widgetValue(
  session: Session,
  place: Place,
  widget: Widget,
  chance: Chance | undefined,
): Value {
  const { value } = widget.cell;
  if (widget.traits.filled === 'file-prefix') {
    const filled = fillFilePrefix(session, value, chance);
    if (filled.isOpen) report(session, 'workflow/dynamic-date', place, widget, filled.text);
    return filled.text;
  }
  if (widget.traits.filled === 'prompt' && typeof value === 'string' && mayBeFilled(value)) {
    const filled = fillPrompt(value, chance);
    if (filled.isOpen) report(session, 'workflow/dynamic-prompt', place, widget, filled.text);
    return filled.text;
  }
  return widget.traits.kind === 'hidden' ? indexOfChoice(place.node) : value;
}

function report(
  session: Session,
  code: 'workflow/dynamic-prompt' | 'workflow/dynamic-date',
  place: Place,
  widget: Widget,
  text: string,
): void {
  session.problems.push(problem(code, { node: place.id, input: widget.name }, { text }));
}

/** Removes absent values and links to nodes that are not in the prompt. */
function dropDeadLinks(inputs: Record<string, Json>, places: Places): void {
  for (const key in inputs) {
    const value: Value = inputs[key];
    if (value === undefined || (isJsonArray(value) && !leadsOn(value[0], places)))
      delete inputs[key];
  }
}

function leadsOn(id: Json | undefined, places: Places): boolean {
  const place = places.get(String(id));
  return place !== undefined && isSent(place);
}
