import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { kindOfChange } from '../../../src/core/diff/change-kind.ts';
import { diffWorkflows, type Workflow } from '../../../src/core/diff/diff.ts';
import { redactDiff } from '../../../src/core/diff/redact.ts';
import { mostNodes } from '../../../src/report/picture/draw.ts';
import { drawnDiff } from '../../../src/report/picture/drawn-diff.ts';
import { renderDiffHtml, renderDiffSvg } from '../../../src/report/picture/render.ts';
import type { PictureNode } from '../../../src/report/picture/types.ts';

function drawn(from: object, to: object) {
  const [before, after] = [from as Workflow, to as Workflow];
  const diff = redactDiff(diffWorkflows(before, after));
  const value = { from: 'a', to: 'b', kind: kindOfChange(diff), diff, all: false };
  return drawnDiff(value, before, after, undefined, {});
}

function canvas(name: string): JsonObject {
  const file = new URL(`../../cases/pictures/portrait-${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

const states = (nodes: readonly PictureNode[]) =>
  Object.fromEntries(nodes.map((node) => [node.title || node.type, node.state]));
const byTitle = (nodes: readonly PictureNode[], title: string) =>
  nodes.find((node) => node.title === title) as PictureNode;

describe('the picture of two canvases', () => {
  const picture = drawn(canvas('before'), canvas('after')).picture;
  const [root, refine] = picture.scopes;
  const nodes = root?.nodes ?? [];

  it('stands as the canvas does, with what became of each node', () => {
    expect(states(nodes)).toMatchObject({
      SDXL: 'same',
      Sampler: 'changed',
      'Film grain': 'added',
      'For the team': 'removed',
    });
    expect(byTitle(nodes, 'SDXL').box).toEqual({ x: 40, y: 110, width: 315, height: 128 });
    expect(byTitle(nodes, 'Sampler').rows).toEqual([
      { name: 'sampler_name', was: 'dpmpp_2m', now: 'dpmpp_2m_sde' },
      { name: 'steps', was: '28', now: '36' },
    ]);
    expect(byTitle(nodes, 'Size').moved).toEqual({ x: 0, y: -40 });
    expect(byTitle(nodes, 'SDXL').moved).toBeUndefined();
  });

  it('draws links, groups and the subgraph in which something changed', () => {
    const links = root?.links.map((link) => link.state) ?? [];
    expect([...new Set(links)].sort()).toEqual(['added', 'removed', 'same']);
    expect(root?.groups.map(({ title, state }) => [title, state])).toEqual([
      ['Prompts', 'same'],
      ['Models', 'added'],
    ]);
    expect(refine?.name).toBe('Refine');
    expect(states(refine?.nodes ?? [])).toEqual({
      Inputs: 'same',
      Outputs: 'same',
      LatentUpscaleBy: 'changed',
      'Second pass': 'changed',
    });
    expect(nodes.find((node) => node.scope === 1)?.id).toBe('20');
  });

  it('never hides what was taken away behind what came', () => {
    const [gone, come] = ['For the team', 'Film grain'].map((title) => byTitle(nodes, title).box);
    expect(gone?.y).toBeGreaterThanOrEqual((come?.y ?? 0) + (come?.height ?? 0));
  });
});

describe('the documents', () => {
  const pair = [drawn(canvas('before'), canvas('after'))];

  it('mark changes without colour, and lead from each sentence to its node', () => {
    const html = renderDiffHtml(pair);
    for (const mark of ['+', '−', '~']) expect(html).toContain(`>${mark}</text>`);
    const anchors = [...html.matchAll(/<a class="line" href="#([^"]+)"/g)].map(([, id]) => id);
    expect(anchors.length).toBeGreaterThan(5);
    for (const id of anchors) expect(html).toContain(`<g id="${id}"`);
    expect(html.match(/<script>/g)).toHaveLength(1);
  });

  it('name every scope, and no place outside', () => {
    const svg = renderDiffSvg([...pair, ...pair]);
    expect(svg.match(/>Subgraph Refine</g)).toHaveLength(2);
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const text of [svg, renderDiffHtml(pair)]) {
      const urls = text.match(/(?:https?:)?\/\/[^\s"']+|url\([^)]*\)/g) ?? [];
      expect([...new Set(urls)]).toEqual(['http://www.w3.org/2000/svg']);
    }
  });

  it('draw a renamed group once, with both titles', () => {
    const made = (title: string) => ({
      nodes: [],
      links: [],
      groups: [{ id: 1, title, bounding: [0, 0, 400, 90] }],
    });
    const svg = renderDiffSvg([drawn(made('Load'), made('Loaders'))]);
    expect(svg.match(/class="group /g)).toHaveLength(1);
    expect(svg).toContain('~ <tspan class="was">Load</tspan> → <tspan class="now">Loaders</tspan>');
  });

  it('escape titles, types, values and group names, and hide secrets', () => {
    const evil = `</text><script>alert(1)</script>"'&\u0000`;
    const node = (value: string) => ({
      1: {
        class_type: evil,
        inputs: { [evil]: value, api_key: `k-${value}` },
        _meta: { title: evil },
      },
    });
    const api = [drawn(node('a'), node(`${evil}b`))];
    const made = (title: string) => ({
      nodes: [
        { id: 1, type: evil, title: evil, pos: [0, 0], size: [9, 9], widgets_values: [title] },
      ],
      links: [],
      groups: [{ id: 1, title: `${evil}${title}`, bounding: [0, 0, 90, 90] }],
    });
    for (const text of [api, [drawn(made('a'), made('b'))]].flatMap((each) => [
      renderDiffHtml(each),
      renderDiffSvg(each),
    ])) {
      expect(text.replace(/<script>\n\(\(\) =>[\s\S]*?<\/script>/, '')).not.toMatch(
        /<script|alert\(1\)<\//,
      );
      expect(text).not.toContain('\u0000');
      expect(text).not.toMatch(/k-(a|<)/);
    }
  });
});

describe('prompts', () => {
  const chain = (length: number, steps: (at: number) => number) =>
    Object.fromEntries(
      Array.from({ length }, (_, at) => [
        String(at + 1),
        {
          class_type: 'Step',
          inputs: { steps: steps(at), ...(at > 0 ? { from: [String(at), 0] } : {}) },
        },
      ]),
    );

  it('are laid out from left to right without overlaps', () => {
    const { picture } = drawn(
      chain(6, () => 1),
      chain(6, (at) => (at === 2 ? 2 : 1)),
    );
    const lefts = picture.scopes[0]?.nodes.map((node) => node.box.x) ?? [];
    expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
    expect(new Set(lefts).size).toBe(6);
  });

  it('of more nodes than are readable show changed nodes and their neighbours alone, and say so', () => {
    const size = mostNodes + 100;
    const each = [
      drawn(
        chain(size, () => 1),
        chain(size, (at) => (at === 50 ? 2 : 1)),
      ),
    ];
    expect(each[0]?.picture.scopes[0]?.nodes.map((node) => node.id)).toEqual(['50', '51', '52']);
    expect(renderDiffSvg(each)).toContain(`${size - 3} unchanged nodes left out`);
  });

  it('that are equal, or none, still are a document', () => {
    const same = [
      drawn(
        chain(2, () => 1),
        chain(2, () => 1),
      ),
    ];
    expect(renderDiffHtml(same)).toContain('No difference.');
    expect(renderDiffSvg(same)).toContain('no difference');
    expect(renderDiffSvg([drawn({}, {})])).toContain('</svg>');
  });
});
