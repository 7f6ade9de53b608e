import { expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { diffWorkflows } from '../../../../src/core/diff/diff.ts';
import { renderDiff } from '../../../../src/report/text/diff.ts';

type Group = { readonly id?: number; readonly title: string; readonly bounding: readonly number[] };

const canvas = (groups: readonly Group[]) =>
  ({ nodes: [], links: [], groups }) as unknown as JsonObject;

function told(before: readonly Group[], after: readonly Group[]): string[] {
  const diff = diffWorkflows(canvas(before), canvas(after));
  const value = { from: 'a', to: 'b', kind: 'documentation', diff, all: true } as const;
  return renderDiff({ value }, { color: false }).split('\n').slice(1, -1);
}

const left = [0, 0, 100, 100];
const right = [500, 0, 100, 100];

it('knows a group by its title where the page gave its id to another one', () => {
  const before = [
    { id: 1, title: 'Load', bounding: left },
    { id: 2, title: 'Optional', bounding: right },
  ];
  const after = [
    { id: 2, title: 'Load', bounding: left },
    { id: 3, title: 'Optional', bounding: right },
  ];
  expect(told(before, after)).toEqual(['No difference.']);
});

it('takes a new group with the id of a removed one for another, where it stands elsewhere', () => {
  const group = (title: string, bounding: number[]) => [{ id: 1, title, bounding }];
  expect(told(group('Load', left), group('Save', right))).toEqual([
    'Titles and notes (2 changes)',
    '  - removed group "Load"',
    '  + added group "Save"',
  ]);
  expect(told(group('Load', left), group('Loaders', left))).toEqual([
    'Titles and notes (1 change)',
    '  ~ group "Load" renamed "Loaders"',
  ]);
});

it('knows a renamed group without an id by its place, and tells the same of two groups once', () => {
  const two = (title: string) => [
    { title, bounding: left },
    { title, bounding: right },
  ];
  expect(told(two('Step1'), two('Step 1'))).toEqual([
    'Titles and notes (2 changes)',
    '  ~ group "Step1" renamed "Step 1", 2 times',
  ]);
});
