/** What can be said of a core class's own validation function without running it. */

import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';
import type { NodeType } from '../catalog/types.ts';
import { receivedType } from './check-link.ts';
import { valueSeen } from './check-value.ts';
import type { CheckedType } from './node-inputs.ts';
import type { OwnCheck } from './own-checks.ts';
import type { PythonError } from './python/value.ts';
import type { Rules } from './rules.ts';
import type { ServerError, Uncertainty } from './types.ts';

export interface OwnCheckContext {
  readonly prompt: JsonObject;
  readonly types: ReadonlyMap<string, NodeType>;
  readonly rules: Rules;
  readonly uncertain: Uncertainty[];
}

/** Returns what Python raises or the function finds; notes as uncertain what only the function knows. */
export function runOwnCheck(
  node: string,
  target: CheckedType,
  values: JsonObject,
  context: OwnCheckContext,
): PythonError | readonly ServerError[] {
  const own = target.ownCheck;
  if (own === undefined) return [];
  const declared = own.inputs.filter((name) => target.inputs.some((input) => input.name === name));
  const absent = declared.filter((name) => member(values, name) === undefined);
  if (absent.length > 0) return missingArguments(target, absent);
  if (own.listsFiles === true && isListed(own, target, values)) return [];
  if (own.run !== undefined) return runHere(own, own.run, target, values, context);
  const [input] = own.inputs;
  context.uncertain.push({ node, ...(input === undefined ? {} : { input }), reason: 'own-check' });
  return [];
}

function runHere(
  own: OwnCheck,
  run: NonNullable<OwnCheck['run']>,
  target: CheckedType,
  values: JsonObject,
  context: OwnCheckContext,
): PythonError | readonly ServerError[] {
  const result = run({
    value: (name) => {
      const given = member(values, name) ?? null;
      const input = target.inputs.find((each) => each.name === name);
      return input === undefined || isJsonArray(given) ? null : valueSeen(given, input);
    },
    receivedType: (name) => {
      const given = member(values, name);
      return isJsonArray(given) ? receivedType(given, context) : undefined;
    },
  });
  if (result === true) return [];
  if (typeof result !== 'string') return result;
  const names = own.takesTypes === true ? [...own.inputs, 'input_types'] : own.inputs;
  return names.map((name) => ({
    type: 'custom_validation_failed',
    message: 'Custom validation failed for node',
    details: `${name} - ${result}`,
    extra_info: { input_name: name },
  }));
}

function missingArguments(target: CheckedType, names: readonly string[]): PythonError {
  const method = `${target.ownCheck?.definedIn ?? target.type.name}.${target.isV3 ? 'validate_inputs' : 'VALIDATE_INPUTS'}()`;
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
