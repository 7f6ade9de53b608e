/** Text nodes and plain values as ComfyUI's comfy_extras/nodes_string.py and nodes_primitive.py have them: what they give decides what runs. */

import type { Json } from '../../base/json.ts';
import { type Compute, flagIn, type Inputs, numberIn, raise, textIn } from './values.ts';

const plain = (value: Json) => [{ kind: 'plain', value }] as const;

/** A node whose one output is a function of its inputs. */
function of(compute: (inputs: Inputs) => Json): Compute {
  return async (inputs) => plain(compute(inputs));
}

const text = (inputs: Inputs) => textIn(inputs, 'string');
/** Python counts code points. */
const points = (inputs: Inputs) => [...text(inputs)];

const cases: Readonly<Record<string, (given: string) => string>> = {
  UPPERCASE: (given) => given.toUpperCase(),
  lowercase: (given) => given.toLowerCase(),
  Capitalize: (given) => given.slice(0, 1).toUpperCase() + given.slice(1).toLowerCase(),
  'Title Case': (given) =>
    given
      .toLowerCase()
      .replace(/(^|\P{L})(\p{L})/gu, (_, before, letter) => before + letter.toUpperCase()),
};

const trims: Readonly<Record<string, (given: string) => string>> = {
  Both: (given) => given.trim(),
  Left: (given) => given.trimStart(),
  Right: (given) => given.trimEnd(),
};

const comparisons: Readonly<Record<string, (one: string, other: string) => boolean>> = {
  'Starts With': (one, other) => one.startsWith(other),
  'Ends With': (one, other) => one.endsWith(other),
  Equal: (one, other) => one === other,
};

function byMode<T>(inputs: Inputs, table: Readonly<Record<string, T>>): T {
  const mode = textIn(inputs, 'mode');
  const found = Object.hasOwn(table, mode) ? table[mode] : undefined;
  return found ?? raise('ValueError', `there is no mode ${mode}`);
}

/** As the node compares: letters alike where it is told so. */
function folded(inputs: Inputs, name: string): string {
  const given = textIn(inputs, name);
  return flagIn(inputs, 'case_sensitive') ? given : given.toLowerCase();
}

const given: Compute = async (inputs) => {
  const value = inputs.get('value');
  return value === undefined ? [] : [value];
};

export const textNodes: readonly (readonly [string, Compute])[] = [
  ['PrimitiveString', given],
  ['PrimitiveStringMultiline', given],
  ['PrimitiveInt', given],
  ['PrimitiveFloat', given],
  ['PrimitiveBoolean', given],
  [
    'StringConcatenate',
    of((inputs) =>
      [textIn(inputs, 'string_a'), textIn(inputs, 'string_b')].join(textIn(inputs, 'delimiter')),
    ),
  ],
  [
    'StringSubstring',
    of((inputs) =>
      points(inputs)
        .slice(numberIn(inputs, 'start', 0), numberIn(inputs, 'end', 0))
        .join(''),
    ),
  ],
  ['StringLength', of((inputs) => points(inputs).length)],
  ['CaseConverter', of((inputs) => byMode(inputs, cases)(text(inputs)))],
  ['StringTrim', of((inputs) => byMode(inputs, trims)(text(inputs)))],
  [
    'StringReplace',
    of((inputs) =>
      text(inputs).replaceAll(textIn(inputs, 'find'), () => textIn(inputs, 'replace')),
    ),
  ],
  [
    'StringContains',
    of((inputs) => folded(inputs, 'string').includes(folded(inputs, 'substring'))),
  ],
  [
    'StringCompare',
    of((inputs) =>
      byMode(inputs, comparisons)(folded(inputs, 'string_a'), folded(inputs, 'string_b')),
    ),
  ],
];
