import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { type JsonObject, member } from '../../../../src/base/json.ts';
import { parseCatalog } from '../../../../src/core/catalog/parse.ts';
import { parseEnvironment, writeEnvironment } from '../../../../src/core/catalog/recording.ts';

/** What rules read of a node type; a recording that lost one of them would answer otherwise than the server. */
const keysOfType = [
  'api_node',
  'deprecated',
  'display_name',
  'experimental',
  'input',
  'output',
  'output_is_list',
  'output_name',
  'output_node',
  'python_module',
];

/** What rules read of the settings of an input. */
const keysOfInput = [
  'allow_batch',
  'audio_upload',
  'control_after_generate',
  'control_prefix',
  'default',
  'defaultInput',
  'dynamicPrompts',
  'features',
  'forceInput',
  'inputs',
  'max',
  'min',
  'multi_select',
  'multiline',
  'multiselect',
  'options',
  'rawLink',
  'remote',
  'socketless',
  'template',
];

const core = resolve(import.meta.dirname, '../../../../src/core');

/** Finds `member(type.raw, 'key')`, `raw['key']` and the same of a `config` in the rooms that hold rules. */
function readOf(object: 'raw' | 'config'): readonly string[] {
  const pattern = new RegExp(
    `\\b${object}\\['(\\w+)'\\]|member\\((?:\\w+\\.)*${object}, '(\\w+)'\\)`,
    'g',
  );
  const found = ['catalog', 'validation', 'workflow'].flatMap((room) =>
    readdirSync(join(core, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [...readFileSync(join(core, room, file), 'utf8').matchAll(pattern)])
      .map((match) => match[1] ?? match[2] ?? ''),
  );
  return [...new Set(found)].sort();
}

it('lists every key that a rule reads', () => {
  expect(readOf('raw')).toEqual(keysOfType);
  expect(readOf('config')).toEqual(keysOfInput);
});

it.each(keysOfType.filter((key) => key !== 'input'))(
  'a recording keeps %s of a node type',
  (key) => {
    const type = { input: { required: {} }, [key]: key.startsWith('output') ? ['IMAGE'] : 'x' };
    expect(member(recorded(type), key)).toEqual(member(type as unknown as JsonObject, key));
  },
);

it.each(keysOfInput)('a recording keeps %s of an input', (key) => {
  const input = { required: { value: ['INT', { [key]: { a: ['b'] } }] } };
  expect(member(recorded({ input }), 'input')).toEqual(input);
});

function recorded(type: object): JsonObject {
  const text = writeEnvironment(parseCatalog({ objectInfo: { Some: type } }));
  return parseEnvironment(text).catalog.nodeTypes.get('Some')?.raw ?? {};
}
