import { expect, it } from 'vitest';
import { parseJson } from '../../../../src/base/json-parse.ts';
import { writeJson } from '../../../../src/base/json-write.ts';
import { compareExecuted } from '../../../../src/core/smoke/executed-graph.ts';
import type { ApiPrompt } from '../../../../src/core/workflow/types.ts';

function json(text: string) {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

function changes(before: string, after: string) {
  const node = (inputs: string) => json(`{"3":{"class_type":"T","inputs":${inputs}}}`);
  return compareExecuted(node(before) as unknown as ApiPrompt, node(after)).map(
    ({ kind, input, from, to }) => `${kind} ${input} ${writeJson(from)} ${writeJson(to)}`,
  );
}

it.each([
  ['{"a":7,"b":["1",0]}', '{"b":["1",0],"a":7}', []],
  ['{"a":"32"}', '{"a":32}', ['coerced a "32" 32']],
  ['{"a":32.7}', '{"a":32}', ['coerced a 32.7 32']],
  ['{"a":8}', '{"a":8.0}', ['coerced a 8 8.0']],
  ['{"a":8}', '{"a":"8"}', ['coerced a 8 "8"']],
  ['{"a":1}', '{"a":true}', ['coerced a 1 true']],
  ['{"a":{"__value__":[1,2]}}', '{"a":[1,2]}', ['coerced a {"__value__":[1,2]} [1,2]']],
  [
    '{"a":18446744073709551615}',
    '{"a":18446744073709551614}',
    ['different a 18446744073709551615 18446744073709551614'],
  ],
  ['{"a":20}', '{"a":4}', ['different a 20 4']],
  ['{"a":["1",0]}', '{"a":["2",0]}', ['different a ["1",0] ["2",0]']],
  ['{"a":1}', '{}', ['different a 1 null']],
  ['{}', '{"a":1}', ['different a null 1']],
])('%s that ran as %s', (before, after, found) => {
  expect(changes(before, after)).toEqual(found);
});

it('tells replaced node types from other graphs', () => {
  const before = json(
    '{"1":{"class_type":"Old","inputs":{}},"2":{"class_type":"T","inputs":{}}}',
  ) as unknown as ApiPrompt;
  const after = json('{"1":{"class_type":"New","inputs":{}},"3":{"class_type":"T","inputs":{}}}');
  const table = { Old: [{ new_node_id: 'New' }] };
  expect(compareExecuted(before, after, table).map(({ kind, node }) => `${kind} ${node}`)).toEqual([
    'replaced 1',
    'different 2',
    'different 3',
  ]);
  expect(compareExecuted(before, after)[0]?.kind).toBe('different');
});
