/** Words to write a node type's interface in, in the shape of `/object_info`. */

import { type Json, type JsonObject, jsonObject, numberOf } from '../../base/json.ts';

/** One input's spec: `[type, config]`. */
export type Spec = readonly Json[];

/** What a row of the built-in catalog says; the rest of an entry follows from it. */
export interface NodeRow {
  readonly title: string;
  readonly category: string;
  readonly required: { readonly [input: string]: Spec };
  readonly optional?: { readonly [input: string]: Spec };
  readonly hidden?: { readonly [input: string]: Json };
  readonly outputs: readonly string[];
  /** Names of the outputs where they are not their types. */
  readonly names?: readonly string[];
  readonly isOutputNode?: true;
  readonly isDeprecated?: true;
}

/** Returns a float as Python writes it, so that `8.0` does not become the integer 8. */
export function float(value: number): Json {
  return numberOf(Number.isInteger(value) ? `${value}.0` : String(value));
}

export function link(type: string): Spec {
  return [type, {}];
}

export function int(standard: number, min: number, max: number, more: JsonObject = {}): Spec {
  return ['INT', { default: standard, min, max, ...more }];
}

export function number(standard: number, min: number, max: number, step = 0.01): Spec {
  return [
    'FLOAT',
    { default: float(standard), min: float(min), max: float(max), step: float(step) },
  ];
}

/** Seeds go to 2^64 - 1, beyond what a double holds. */
export function seed(): Spec {
  const max = numberOf('18446744073709551615');
  return ['INT', { default: 0, min: 0, max, control_after_generate: true }];
}

export function text(standard: string): Spec {
  return ['STRING', { default: standard }];
}

export function prompt(): Spec {
  return ['STRING', { multiline: true, dynamicPrompts: true }];
}

/** A choice in the style that most core nodes use: the options stand in the type's place. */
export function choice(options: readonly string[], config: JsonObject = {}): Spec {
  return [options, config];
}

/** A choice in the newer style. */
export function combo(options: readonly string[]): Spec {
  return ['COMBO', { multiselect: false, options }];
}

/** Returns the entry of `/object_info` for a row. */
export function entryOf(name: string, row: NodeRow): JsonObject {
  const sections = (['required', 'optional', 'hidden'] as const).filter(
    (section) => row[section] !== undefined,
  );
  return jsonObject([
    ['input', jsonObject(sections.map((section) => [section, row[section] as JsonObject]))],
    [
      'input_order',
      jsonObject(sections.map((section) => [section, Object.keys(row[section] ?? {})])),
    ],
    ['is_input_list', false],
    ['output', row.outputs],
    ['output_is_list', row.outputs.map(() => false)],
    ['output_name', row.names ?? row.outputs],
    ['name', name],
    ['display_name', row.title],
    ['description', ''],
    ['python_module', 'nodes'],
    ['category', row.category],
    ['output_node', row.isOutputNode === true],
    ['has_intermediate_output', false],
    ['search_aliases', []],
    ...(row.isDeprecated === true ? ([['deprecated', true]] as const) : []),
  ]);
}
