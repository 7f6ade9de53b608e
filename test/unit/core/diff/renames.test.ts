import { expect, it } from 'vitest';
import { diffWorkflows, type Workflow } from '../../../../src/core/diff/diff.ts';
import { findRenames, type NamedWorkflow } from '../../../../src/core/diff/renames.ts';

/** A chain of nodes, each with a value of its own. */
function chain(types: readonly string[], valueAt: (at: number) => string): Workflow {
  return Object.fromEntries(
    types.map((class_type, at) => [
      String(at + 1),
      {
        class_type,
        inputs: { value: valueAt(at), ...(at === 0 ? {} : { from: [String(at), 0] }) },
      },
    ]),
  );
}

const kinds = [
  'Load',
  'Encode',
  'Encode',
  'Sample',
  'Sample',
  'Decode',
  'Scale',
  'Sharpen',
  'Save',
];

/** A hundred workflows of one kind; `edited` tells which nodes hold another value than before. */
function hundred(prefix: string, edited: (at: number) => boolean = () => false): NamedWorkflow[] {
  return Array.from({ length: 100 }, (_, index) => ({
    name: `${prefix}-${index}`,
    workflow: chain(kinds, (at) => `${index} ${at}${edited(at) ? ' edited' : ''}`),
  }));
}

/** The renames, and how many diffs they were found by. */
function found(gone: readonly NamedWorkflow[], come: readonly NamedWorkflow[]) {
  let diffs = 0;
  const renames = findRenames(gone, come, (from, to) => {
    diffs += 1;
    return diffWorkflows(from, to);
  });
  return { renames, diffs };
}

const inTurn = hundred('old').map((_, at) => ({ was: `old-${at}`, is: `new-${at}` }));

it('finds a hundred workflows under another name without a diff, also where they were edited', () => {
  expect(found(hundred('old'), hundred('new'))).toEqual({ renames: inTurn, diffs: 0 });
  const edited = hundred('new', (at) => at < 2);
  expect(found(hundred('old'), edited.toReversed())).toEqual({ renames: inTurn, diffs: 0 });
});

it('asks for a diff where nodes alone do not tell, and stops after some tens', () => {
  const before = { name: 'portrait', workflow: chain(kinds, (at) => `old ${at}`) };
  const after = { name: 'hero', workflow: chain(kinds, (at) => `${at < 5 ? 'new' : 'old'} ${at}`) };
  expect(found([before], [after])).toEqual({
    renames: [{ was: 'portrait', is: 'hero' }],
    diffs: 1,
  });
  const { renames, diffs } = found(
    hundred('old'),
    hundred('new', () => true),
  );
  expect(renames.length).toBeGreaterThan(0);
  expect(diffs).toBeLessThanOrEqual(40);
});

it('takes nothing for renamed that has few types in common, or is too small', () => {
  const gone = hundred('old');
  const others = hundred('new').map(({ name }) => ({
    name,
    workflow: chain(['Read', 'Resize', 'Blur', 'Write'], () => name),
  }));
  const parts = gone.map(({ name }) => ({
    name: `part-${name}`,
    workflow: chain(kinds.slice(0, 3), (at) => `${name} ${at}`),
  }));
  expect(found(gone, [...others, ...parts])).toEqual({ renames: [], diffs: 0 });
});

it('takes no canvas that cannot be read for a renamed one', () => {
  const node = (id: number, type: string, value: string) => ({ id, type, widgets_values: [value] });
  const twice = (value: string) =>
    ({ nodes: [node(1, 'Load', value), node(1, 'Save', value)], links: [] }) as unknown as Workflow;
  const gone = [{ name: 'old', workflow: twice('a') }];
  expect(found(gone, [{ name: 'new', workflow: twice('b') }])).toEqual({ renames: [], diffs: 1 });
  const prompt = { name: 'new', workflow: chain(['Load', 'Save'], () => 'a') };
  expect(found(gone, [prompt])).toEqual({ renames: [], diffs: 0 });
});
