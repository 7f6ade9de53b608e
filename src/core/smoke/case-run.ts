/** One case as it is sent: the pinned graph with the case's inputs, and with another value where it must compute anew. */

import {
  isJsonNumber,
  type Json,
  type JsonObject,
  jsonObject,
  keysOf,
  member,
  numberOf,
  toDouble,
} from '../../base/json.ts';
import { hasErrors, type Problem, problem } from '../../base/problem.ts';
import type { Catalog } from '../catalog/types.ts';
import type { ApiNode, ApiPrompt, InputPlace } from '../workflow/types.ts';
import type { SmokeCase } from './case-types.ts';
import { findInput, findOutput, type Names } from './names.ts';

/** What a case sets: a value, or a file that is uploaded and named by what the server calls it. */
export interface CaseSetting {
  readonly place: InputPlace;
  readonly value?: Json;
  readonly file?: string;
  /** The picture that the file is a mask of. */
  readonly maskOf?: string;
}

export interface PreparedCase {
  readonly settings: readonly CaseSetting[];
  readonly vary?: InputPlace;
  readonly problems: readonly Problem[];
}

/** Finds what the case names; without `vary:` the first seed of the release may vary. */
export function prepareCase(
  each: SmokeCase,
  names: Names,
  seeds: readonly InputPlace[],
): PreparedCase {
  const problems: Problem[] = [];
  const settings: CaseSetting[] = [];
  for (const input of each.inputs) {
    const place = findInput(input.name, each.name, names);
    if ('code' in place) problems.push(place);
    else if (input.file === undefined) settings.push({ place, value: input.value });
    else {
      const { file, maskOf } = input;
      settings.push({ place, file, ...(maskOf === undefined ? {} : { maskOf }) });
    }
  }
  for (const { output } of each.expect) {
    const found = findOutput(output, each.name, names);
    if ('code' in found) problems.push(found);
  }
  const vary = each.vary === undefined ? seeds[0] : findInput(each.vary, each.name, names);
  if (vary !== undefined && 'code' in vary) problems.push(vary);
  if (vary === undefined && (each.candidates?.count ?? 1) > 1)
    problems.push(problem('smoke/nothing-varies', {}, { case: each.name }));
  return {
    settings,
    problems,
    ...(vary === undefined || 'code' in vary || hasErrors(problems) ? {} : { vary }),
  };
}

/** Returns the graph with one input set; the order of nodes and inputs stays. */
export function withInput(prompt: ApiPrompt, { node, input }: InputPlace, value: Json): ApiPrompt {
  const old = prompt[node] as ApiNode;
  const inputs = jsonObject([
    ...keysOf(old.inputs).map((key): [string, Json] => [
      key,
      key === input ? value : (old.inputs[key] ?? null),
    ]),
    [input, value],
  ]);
  const all = prompt as unknown as JsonObject;
  return jsonObject(
    keysOf(all).map((id): [string, Json] => [
      id,
      id === node ? ({ ...old, inputs } as unknown as Json) : (all[id] ?? null),
    ]),
  ) as unknown as ApiPrompt;
}

/** The greatest value that every seed input known takes. */
const usualMax = 2_147_483_647;

/** Returns another value for an input, in its range where the catalog knows one; undefined where its kind cannot vary. */
export function variedValue(
  prompt: ApiPrompt,
  place: InputPlace,
  catalog: Catalog,
  fraction: number,
): Json | undefined {
  const node = prompt[place.node];
  const old = node === undefined ? undefined : member(node.inputs, place.input);
  if (typeof old === 'string') return `${old} (${Math.floor(fraction * 1e9)})`;
  if (!isJsonNumber(old)) return undefined;
  const spec = catalog.nodeTypes
    .get(node?.class_type ?? '')
    ?.inputs.find(({ name }) => name === place.input);
  const bound = (key: string, otherwise: number): number => {
    const value = spec === undefined ? undefined : member(spec.config, key);
    return isJsonNumber(value) ? toDouble(value) : otherwise;
  };
  const min = Math.max(bound('min', 0), -usualMax);
  const max = Math.min(bound('max', usualMax), usualMax);
  const integral = spec === undefined ? Number.isInteger(toDouble(old)) : spec.type === 'INT';
  const drawn = min + fraction * (max - min);
  if (!integral) return numberOf(String(drawn));
  const whole = Math.floor(drawn);
  return whole === toDouble(old) ? (whole < max ? whole + 1 : min) : whole;
}
