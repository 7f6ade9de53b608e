import { expect, it } from 'vitest';
import type { Change, NodeName } from '../../../src/core/diff/types.ts';
import { foldedKinds, stateOf } from '../../../src/report/diff-headings.ts';

const node = (id: string): NodeName => ({ id, type: 'KSampler' });
const field = (id: string, ...path: string[]): Change => ({
  class: 'layout',
  kind: 'field-changed',
  node: node(id),
  path,
});
const view = (...path: string[]): Change => ({ class: 'view', kind: 'document-changed', path });

it('counts nodes, not fields, in the words of people', () => {
  expect(
    foldedKinds([field('1', 'color'), field('1', 'bgcolor'), field('1', 'pos'), field('2', 'pos')]),
  ).toBe('2 moved, 1 recoloured');
  const group = (title: string): Change => ({
    class: 'layout',
    kind: 'group-changed',
    path: [title, 'bounding'],
  });
  expect(foldedKinds([group('a'), group('b')])).toBe('2 groups moved or resized');
});

it('names what the page saved, and counts what is too much to name', () => {
  expect(foldedKinds([view('extra', 'ds'), view('extra', 'frontendVersion')])).toBe(
    'panned or zoomed, saved by another page version',
  );
  const many = Array.from({ length: 8 }, (_, at) => view('extra', `tab${at}`));
  expect(foldedKinds(many)).toContain('tab5, +2 more');
});

it('calls groups and slots that came and went added and removed', () => {
  const common = { class: 'documentation', kind: 'group-changed' } as const;
  expect(stateOf({ ...common, path: ['Load'], to: 'Load' })).toBe('added');
  expect(stateOf({ ...common, path: ['Load'], from: 'Load' })).toBe('removed');
  expect(stateOf({ ...common, path: ['Load', 'title'], to: 'Load' })).toBe('changed');
  const slot = { class: 'behaviour', kind: 'interface-changed', path: ['inputs', 'clip'] } as const;
  expect(stateOf({ ...slot, to: 'CLIP' })).toBe('added');
});
