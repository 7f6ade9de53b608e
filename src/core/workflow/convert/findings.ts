/** What a pin should know of a canvas and the page does not say: seeds that change, leftovers, costs, odd values. */

import { isJsonArray, isJsonNumber, type Json, spellingOf } from '../../../base/json.ts';
import { type Problem, problem } from '../../../base/problem.ts';
import { walkFrom } from '../graph.ts';
import type { ApiNode, ApiPrompt } from '../types.ts';
import type { Place } from './places.ts';
import { stringOf } from './plain.ts';
import type { Session } from './session.ts';
import { muted, type Widget } from './types.ts';

/** A text of this many bytes that looks like base64 belongs into a file. */
const embeddedBytes = 100 * 1024;

/** What is found while a prompt is written. */
export interface Findings {
  readonly found: Problem[];
  /** Muted nodes. */
  readonly off: string[];
}

export function startFindings(session: Session): Findings {
  return { found: missingTypes(session), off: [] };
}

/** Looks at one node and at what it sends. */
export function lookAt({ found, off }: Findings, place: Place, sent: ApiNode | undefined): void {
  const { node } = place;
  if (node.isVirtual) return;
  if (node.mode === muted) off.push(place.id);
  if (sent === undefined) return;
  if (node.nodeType?.isApiNode === true) {
    found.push(problem('canvas/api-node', at(place), { classType: node.nodeType.name }));
  }
  controls(place, sent, found);
  counts(place, found);
  texts(place, sent, found);
  captured(place, sent, found);
}

/** Returns all findings, once the prompt is written. */
export function endFindings(
  { found, off }: Findings,
  session: Session,
  prompt: ApiPrompt,
): readonly Problem[] {
  if (off.length > 0) {
    found.push(problem('canvas/muted-nodes', { node: off[0] as string }, { nodes: off }));
  }
  const idle = unreachable(session, prompt);
  if (idle.length > 0) {
    found.push(problem('canvas/unreachable-nodes', { node: idle[0] as string }, { nodes: idle }));
  }
  return found;
}

function at({ id, node }: Place) {
  return typeof node.title === 'string' ? { node: id, title: node.title } : { node: id };
}

function missingTypes(session: Session): Problem[] {
  return [...session.missing].map(([classType, nodes]) =>
    problem('canvas/missing-node-type', { node: nodes[0] ?? '' }, { classType, nodes }),
  );
}

/** A control behind a number that is not `fixed` changes it on the canvas after each run. */
function controls(place: Place, sent: ApiNode, found: Problem[]): void {
  const { widgets } = place.node;
  if (widgets === undefined) return;
  for (let index = 1; index < widgets.length; index += 1) {
    const control = widgets[index] as Widget;
    const target = widgets[index - 1] as Widget;
    const { sends, kind } = control.traits;
    if (sends || kind !== 'combo' || target.traits.range === undefined) continue;
    const mode = control.cell.value;
    const value: Json | undefined = sent.inputs[target.name];
    if (mode === 'fixed' || typeof mode !== 'string' || !isJsonNumber(value)) continue;
    found.push(
      problem(
        'canvas/changing-seed',
        { ...at(place), input: target.name },
        { input: target.name, mode, value: spellingOf(value) },
      ),
    );
  }
}

const capturing = new Set(['load3D', 'load3DAdvanced', 'WEBCAM', 'audioUI']);

function captured(place: Place, sent: ApiNode, found: Problem[]): void {
  for (const { name, traits } of place.node.widgets ?? []) {
    const { kind, sends } = traits;
    const isPreview = name === 'audioUI' || (kind === 'load3D' && place.node.widgets?.length === 2);
    if (!sends || isPreview || !capturing.has(kind) || sent.inputs[name] !== '') continue;
    found.push(problem('canvas/captured-value', { ...at(place), input: name }, { input: name }));
  }
}

function counts(place: Place, found: Problem[]): void {
  const { node } = place;
  const saved = node.saved['widgets_values'];
  if (node.nodeType === undefined || !isJsonArray(saved) || saved.length === 0) return;
  const widgets = node.widgets ?? [];
  if (saved.length === widgets.length) return;
  const wanted = widgets.filter((widget) => widget.traits.keeps).length;
  if (saved.length === wanted) return;
  const args = { classType: node.nodeType.name, saved: saved.length, wanted };
  found.push(problem('canvas/widget-count', at(place), args));
}

const absolutePath =
  /^(?:[A-Za-z]:[\\/]|\\\\[^\\\n]+\\|\/(?:home|Users|mnt|media|opt|root|var|tmp|data|srv|usr|workspace|Volumes)\/)[^\n]*$/;

function texts(place: Place, sent: ApiNode, found: Problem[]): void {
  for (const input in sent.inputs) {
    const value = sent.inputs[input];
    if (typeof value !== 'string') continue;
    if (value.length > embeddedBytes && isEncoded(value)) {
      const kilobytes = Math.round(value.length / 1024);
      const where = { ...at(place), input };
      found.push(problem('canvas/embedded-data', where, { input, kilobytes }));
    } else if (value.length < 1024 && absolutePath.test(value)) {
      const where = { ...at(place), input };
      found.push(problem('canvas/absolute-path', where, { input, path: value }));
    }
  }
}

function isEncoded(text: string): boolean {
  const start = text.startsWith('data:') ? text.slice(text.indexOf(',') + 1) : text;
  return /^[A-Za-z0-9+/=_\s-]+$/.test(start.slice(0, 4096)) && !/\s/.test(start.slice(0, 64));
}

/** Nodes that no output node needs; nothing where there is no output node or the links form a circle. */
function unreachable(session: Session, prompt: ApiPrompt): readonly string[] {
  const ids = Object.keys(prompt);
  const outputs = ids.filter((id) => {
    const type = session.catalog.nodeTypes.get(stringOf(prompt[id]?.class_type));
    return type?.isOutputNode === true;
  });
  if (outputs.length === 0) return [];
  const walk = walkFrom(prompt, outputs);
  if (walk.cycle !== undefined) return [];
  const needed = new Set(walk.order);
  return ids.filter((id) => !needed.has(id));
}
