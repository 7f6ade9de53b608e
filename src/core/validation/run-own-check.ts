/** What can be said of a core class's own validation function without running it. */

import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';
import type { CheckedType } from './node-inputs.ts';
import type { OwnCheck } from './own-checks.ts';
import type { PythonError } from './python/value.ts';
import type { Uncertainty } from './types.ts';

/** Returns what Python raises where an argument is missing; notes as uncertain what only the function knows. */
export function runOwnCheck(
  node: string,
  target: CheckedType,
  values: JsonObject,
  uncertain: Uncertainty[],
): PythonError | undefined {
  const own = target.ownCheck;
  if (own === undefined) return undefined;
  const declared = own.inputs.filter((name) => target.inputs.some((input) => input.name === name));
  const absent = declared.filter((name) => member(values, name) === undefined);
  if (absent.length > 0) return missingArguments(target, absent);
  if (own.listsFiles === true && isListed(own, target, values)) return undefined;
  const [input] = own.inputs;
  uncertain.push({ node, ...(input === undefined ? {} : { input }), reason: 'own-check' });
  return undefined;
}

function missingArguments(target: CheckedType, names: readonly string[]): PythonError {
  const method = `${target.type.name}.${target.isV3 ? 'validate_inputs' : 'VALIDATE_INPUTS'}()`;
  const quoted = names.map((name) => `'${name}'`);
  const last = quoted[quoted.length - 1];
  const list =
    quoted.length < 3
      ? quoted.join(' and ')
      : `${quoted.slice(0, -1).join(', ')}, and ${last ?? ''}`;
  const words = `positional argument${names.length === 1 ? '' : 's'}`;
  return {
    type: 'TypeError',
    text: `${method} missing ${names.length} required ${words}: ${list}`,
  };
}

/** A file that the server itself lists is there. */
function isListed(own: OwnCheck, target: CheckedType, values: JsonObject): boolean {
  return own.inputs.every((name) => {
    const input = target.inputs.find((each) => each.name === name);
    const value = unwrapped(member(values, name) ?? null);
    const options = input?.spec.options;
    return isJsonArray(options) && typeof value === 'string' && options.includes(value);
  });
}

function unwrapped(value: Json): Json {
  return isJsonObject(value) ? (member(value, '__value__') ?? value) : value;
}
