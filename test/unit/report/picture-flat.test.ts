import { expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { kindOfChange } from '../../../src/core/diff/change-kind.ts';
import { diffWorkflows } from '../../../src/core/diff/diff.ts';
import { drawnDiff } from '../../../src/report/picture/drawn-diff.ts';
import { renderDiffFlat, renderDiffSvg } from '../../../src/report/picture/render.ts';

const note = (width: number, text: string) =>
  ({
    nodes: [{ id: 1, type: 'Note', pos: [0, 0], size: [width, 80], widgets_values: [text] }],
    links: [],
  }) as unknown as JsonObject;

function drawn(width: number) {
  const [from, to] = [note(width, 'one'), note(width, 'two')];
  const diff = diffWorkflows(from, to);
  const answer = { from: 'a', to: 'b', kind: kindOfChange(diff), diff, all: false };
  return [drawnDiff(answer, from, to, undefined, {})];
}

const sideOf = (svg: string) => Number(/ width="(\d+)" height/.exec(svg)?.[1]);

it('has no variable and no dark looks, and is else the same picture', () => {
  const [svg, flat] = [renderDiffSvg(drawn(300)), renderDiffFlat(drawn(300))];
  expect(svg).toContain('var(--');
  expect(flat).not.toMatch(/var\(|@media|--[a-z-]+\)/);
  expect(flat).toContain('.node.changed .bar { fill: #fff0c2; }');
  const shapes = (text: string) => text.slice(text.indexOf('<rect class="paper"'));
  expect(shapes(flat)).toBe(shapes(svg));
});

it('is larger than the drawing, but never longer than the library draws', () => {
  expect(sideOf(renderDiffFlat(drawn(1000)))).toBe(
    Math.round(1.5 * sideOf(renderDiffSvg(drawn(1000)))),
  );
  expect(sideOf(renderDiffFlat(drawn(90_000)))).toBe(12_000);
});
