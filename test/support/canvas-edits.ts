/** Random edits of recorded canvases, made so that two people's are apart; the same ones every run. */

import type { JsonObject } from '../../src/base/json.ts';
import { type ConversionCase, conversionCases } from './conversion-cases.ts';

interface EditedNode {
  id: number;
  title?: string;
  mode?: number;
  pos: number[];
  widgets_values?: unknown[];
}

interface EditedScope {
  nodes: EditedNode[];
}

export type Edited = EditedScope & {
  definitions?: { subgraphs?: EditedScope[] };
  extra?: Record<string, unknown>;
};

export interface BaseCanvas {
  readonly id: string;
  readonly base: Edited;
}

/** Returns the recorded template canvases of more than one node; none that a person broke on purpose. */
export function templateCanvases(
  folder: string,
  isWanted: (each: ConversionCase, at: number) => boolean = () => true,
): readonly BaseCanvas[] {
  return conversionCases(folder)
    .filter(
      (each, at) => each.kind !== 'special' && !each.id.includes('special') && isWanted(each, at),
    )
    .map(({ id, canvas }) => ({ id, base: JSON.parse(JSON.stringify(canvas)) as Edited }))
    .filter(({ base }) => Array.isArray(base.nodes) && base.nodes.length > 1);
}

/** The same numbers every run. */
export function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    // the low bits of such a generator take turns
    return (state >>> 12) % sides;
  };
}

const scopesOf = (canvas: Edited) => [canvas, ...(canvas.definitions?.subgraphs ?? [])];

/** Edits nodes of every other place only, so that two people's edits are apart; both add nodes under the next id and look around. */
export function edited(base: Edited, parity: 0 | 1, roll: (sides: number) => number): Edited {
  const canvas = structuredClone(base);
  const next = Math.max(
    0,
    ...scopesOf(canvas).flatMap(({ nodes }) => nodes.map((node) => Number(node.id) || 0)),
  );
  for (let turn = 0; turn < 3; turn += 1) {
    const scopes = scopesOf(canvas);
    const scope = scopes[roll(scopes.length)] ?? canvas;
    const own = scope.nodes.filter((_, at) => at % 2 === parity);
    const node = own[roll(own.length || 1)];
    if (node === undefined) continue;
    const number = node.widgets_values?.findIndex?.((each) => typeof each === 'number') ?? -1;
    const kind = roll(4);
    if (kind === 0 && number >= 0 && node.widgets_values !== undefined) {
      node.widgets_values[number] = (node.widgets_values[number] as number) + 1;
    } else if (kind === 1) node.title = `title ${parity} ${turn}`;
    else if (kind === 2) node.pos = [roll(999), roll(999)];
    else {
      const note = { type: 'Note', inputs: [], outputs: [], widgets_values: [`${parity} ${turn}`] };
      scope.nodes.push({ id: next + 1 + turn, pos: [0, 0], ...note });
    }
  }
  canvas.extra = { ...canvas.extra, ds: { scale: parity + 1, offset: [parity, 0] } };
  return canvas;
}

/** Returns the canvas with the value in the first widget that holds a text, and where that is; undefined where none does. */
export function withFirstText(base: Edited, value: string): Edited | undefined {
  const canvas = structuredClone(base);
  const node = canvas.nodes.find(
    ({ widgets_values: values }) => Array.isArray(values) && typeof values[0] === 'string',
  );
  if (node?.widgets_values === undefined) return undefined;
  node.widgets_values[0] = value;
  return canvas;
}

export const asJson = (canvas: Edited): JsonObject => canvas as unknown as JsonObject;
