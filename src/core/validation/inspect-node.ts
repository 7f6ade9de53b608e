/** Checks one node alone: its own errors, what Python raises, and the links that are to be followed from it. */

import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';
import type { NodeType } from '../catalog/types.ts';
import { checkLink } from './check-link.ts';
import { checkValue } from './check-value.ts';
import { customKindOf } from './custom-code.ts';
import { doubtfulInput } from './custom-doubts.ts';
import { layOutInputs } from './dynamic-inputs.ts';
import { type CheckedInput, type CheckedType, checkedTypeOf } from './node-inputs.ts';
import type { PythonError } from './python/value.ts';
import { pythonOf, typeName } from './python/value.ts';
import type { Rules } from './rules.ts';
import { runOwnCheck } from './run-own-check.ts';
import type { ServerError, Uncertainty } from './types.ts';

export interface PromptContext {
  readonly prompt: JsonObject;
  readonly types: ReadonlyMap<string, NodeType>;
  readonly rules: Rules;
  readonly uncertain: Uncertainty[];
}

export interface FollowedLink {
  readonly origin: string;
  readonly link: readonly Json[];
  readonly input: CheckedInput;
}

export interface Inspection {
  readonly errors: ServerError[];
  /** In the order of the inputs; none where an input raises. */
  readonly links: FollowedLink[];
  readonly exception?: PythonError;
  /** The input at which it was raised, if at one. */
  readonly raisedAt?: string;
}

const noInputs: readonly CheckedInput[] = [];

/** What is found does not depend on the nodes before this one, so the walk may ask in any order. */
export function inspectNode(id: string, context: PromptContext): Inspection {
  const { prompt, types, rules } = context;
  const node = prompt[id] as JsonObject;
  const type = types.get(member(node, 'class_type') as string);
  const errors: ServerError[] = [];
  const links: FollowedLink[] = [];
  if (type === undefined) return { errors, links };
  const values = member(node, 'inputs');
  if (values === undefined) return raised('KeyError', "'inputs'");
  const target = checkedTypeOf(type, rules);
  if (!isJsonObject(values)) return inspectOddInputs(values, target);
  const laidOut = target.isDynamic ? layOutInputs(type, values, rules) : undefined;
  const inputs = laidOut?.inputs ?? target.inputs ?? noInputs;
  for (const input of inputs) {
    const found = inspectInput(id, values, input, target, context, laidOut?.isInUse === true);
    if (found === undefined) continue;
    if ('exception' in found) {
      if (!isJsonArray(member(values, input.name)) && customKindOf(target) === 'picker') {
        context.uncertain.push({ node: id, input: input.name, reason: 'custom-check' });
      }
      return { errors: [], links: [], exception: found.exception, raisedAt: input.name };
    }
    if ('type' in found) errors.push(found);
    else links.push(found);
  }
  const doubtful = target.isCore ? undefined : doubtfulInput({ target, inputs, values }, errors);
  if (doubtful !== undefined) {
    context.uncertain.push({ node: id, input: doubtful, reason: 'custom-check' });
  }
  if (target.ownCheck !== undefined) {
    const found = runOwnCheck(id, target, values, context);
    if ('text' in found) return { errors: [], links, exception: found };
    errors.push(...found);
  }
  return { errors, links };
}

function inspectInput(
  id: string,
  values: JsonObject,
  input: CheckedInput,
  target: CheckedType,
  context: PromptContext,
  isInUse: boolean,
): ServerError | { readonly exception: PythonError } | FollowedLink | undefined {
  const value = member(values, input.name);
  if (value === undefined) return input.isRequired ? missing(input.name, isInUse) : undefined;
  const { prompt, types, rules, uncertain } = context;
  if (isJsonArray(value)) {
    const found = checkLink(value, { prompt, types, rules, target, input });
    if ('type' in found) return found;
    if (found.isDoubtful === true) {
      const reason = 'origin' in found ? 'custom-wildcard' : 'custom-outputs';
      uncertain.push({ node: id, input: input.name, reason });
    }
    if ('exception' in found) return found;
    return { origin: found.origin, link: value, input };
  }
  const own = target.ownCheck;
  const isOwn = own !== undefined && (own.takesAll === true || own.inputs.includes(input.name));
  if (input.spec.isUnrecorded && !isOwn) {
    uncertain.push({ node: id, input: input.name, reason: 'unrecorded-list' });
  }
  return checkValue(value, input, isOwn, rules);
}

function missing(name: string, isInUse: boolean): ServerError {
  return {
    type: 'required_input_missing',
    message: 'Required input is missing',
    details: isInUse ? name.slice(name.lastIndexOf('.') + 1) : name,
    extra_info: { input_name: name },
  };
}

function raised(type: PythonError['type'], text: string): Inspection {
  return { errors: [], links: [], exception: { type, text } };
}

/** `x not in inputs` and `inputs[x]` where inputs is no dict: lists and texts can hold the name, nothing else can be asked. */
function inspectOddInputs(values: Json, target: CheckedType): Inspection {
  const errors: ServerError[] = [];
  for (const input of target.inputs) {
    if (typeof values === 'string' || isJsonArray(values)) {
      if (values.includes(input.name)) {
        const text = isJsonArray(values)
          ? 'list indices must be integers or slices, not str'
          : "string indices must be integers, not 'str'";
        return raised('TypeError', text);
      }
      if (input.isRequired) errors.push(missing(input.name, false));
    } else {
      return raised(
        'TypeError',
        `argument of type '${typeName(pythonOf(values))}' is not iterable`,
      );
    }
  }
  return { errors, links: [] };
}
