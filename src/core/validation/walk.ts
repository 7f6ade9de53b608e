/** Walks a prompt from its outputs as `validate_prompt` does, without recursion: a long chain costs memory, not stack. */

import type { Json, JsonObject } from '../../base/json.ts';
import { configOf } from './check-value.ts';
import {
  type FollowedLink,
  type Inspection,
  inspectNode,
  type PromptContext,
} from './inspect-node.ts';
import type { PythonError } from './python/value.ts';
import type { NodeErrors, ServerError } from './types.ts';

interface Validated {
  readonly isValid: boolean;
  readonly reasons: readonly ServerError[];
}

interface Frame {
  readonly id: string;
  readonly found: Inspection;
  next: number;
  isValid: boolean;
}

export interface WalkResult {
  readonly good: readonly string[];
  /** Outputs that failed, each with its own errors. */
  readonly bad: readonly (readonly [string, readonly ServerError[]])[];
  readonly nodeErrors: readonly NodeErrors[];
}

export function walkOutputs(outputs: readonly string[], context: PromptContext): WalkResult {
  const validated = new Map<string, Validated>();
  const good: string[] = [];
  const bad: [string, readonly ServerError[]][] = [];
  const nodeErrors = new Map<string, NodeErrors & { readonly dependentOutputs: string[] }>();
  for (const output of outputs) {
    const { isValid, reasons } = validateFrom(output, validated, context);
    if (isValid) {
      good.push(output);
      continue;
    }
    bad.push([output, reasons]);
    for (const [node, result] of validated) {
      if (result.isValid || result.reasons.length === 0) continue;
      let entry = nodeErrors.get(node);
      if (entry === undefined) {
        const classType = (context.prompt[node] as JsonObject)['class_type'] as Json;
        entry = { node, errors: result.reasons, dependentOutputs: [], classType };
        nodeErrors.set(node, entry);
      }
      entry.dependentOutputs.push(output);
    }
  }
  return { good, bad, nodeErrors: [...nodeErrors.values()] };
}

/** Depth first; a node is looked at once, and what was raised in it is stored by the first that asked for it. */
function validateFrom(
  output: string,
  validated: Map<string, Validated>,
  context: PromptContext,
): Validated {
  const before = validated.get(output);
  if (before !== undefined) return before;
  const stack: Frame[] = [open(output, context)];
  const path = new Map([[output, 0]]);
  let deepest = 1;
  for (;;) {
    const frame = stack[stack.length - 1] as Frame;
    const link = frame.found.links[frame.next];
    if (link !== undefined) {
      frame.next += 1;
      const known = validated.get(link.origin);
      if (known !== undefined) frame.isValid &&= known.isValid;
      else if (path.has(link.origin)) {
        frame.isValid = false;
        if (context.rules.reportsCycles) {
          markCycle(stack, path.get(link.origin) ?? 0, validated, context);
        }
      } else {
        path.set(link.origin, stack.length);
        stack.push(open(link.origin, context));
        deepest = Math.max(deepest, stack.length);
      }
      continue;
    }
    stack.pop();
    path.delete(frame.id);
    const consumer = stack[stack.length - 1];
    const result = close(frame, consumer, validated);
    validated.set(frame.id, result);
    if (consumer === undefined) {
      if (deepest > context.rules.safeDepth) {
        context.uncertain.push({ node: output, reason: 'recursion' });
      }
      return result;
    }
    consumer.isValid &&= result.isValid;
  }
}

function open(id: string, context: PromptContext): Frame {
  return { id, found: inspectNode(id, context), next: 0, isValid: true };
}

function close(
  frame: Frame,
  consumer: Frame | undefined,
  validated: ReadonlyMap<string, Validated>,
): Validated {
  const { exception, errors } = frame.found;
  if (exception !== undefined) {
    const by = consumer?.found.links[consumer.next - 1];
    const reason = by ? innerException(exception, by) : outerException(exception);
    return { isValid: false, reasons: [{ ...reason, raisedAt: frame.found.raisedAt }] };
  }
  // a cycle may have marked the node while it was still being looked at
  const reasons = [...(validated.get(frame.id)?.reasons ?? []), ...errors];
  return { isValid: frame.isValid && reasons.length === 0, reasons };
}

/** Marks every node from where the walk entered the cycle; execution.py of 0.33.0, 850 to 870. */
function markCycle(
  stack: readonly Frame[],
  start: number,
  validated: Map<string, Validated>,
  context: PromptContext,
): void {
  const nodes = stack.slice(start).map((frame) => frame.id);
  const classOf = (id: string): string =>
    String((context.prompt[id] as JsonObject)['class_type'] as Json);
  const details = [...nodes, nodes[0] as string].map((id) => `${id} (${classOf(id)})`).join(' -> ');
  for (const node of nodes) {
    const reason: ServerError = {
      type: 'dependency_cycle',
      message: 'Dependency cycle detected',
      details,
      extra_info: { node_id: node, cycle_nodes: nodes },
    };
    validated.set(node, { isValid: false, reasons: [reason] });
  }
}

function innerException(raised: PythonError, by: FollowedLink): ServerError {
  return {
    type: 'exception_during_inner_validation',
    message: 'Exception when validating inner node',
    details: raised.text,
    extra_info: {
      input_name: by.input.name,
      input_config: configOf(by.input),
      exception_message: raised.text,
      exception_type: raised.type,
      traceback: [],
      linked_node: by.link,
    },
  };
}

function outerException(raised: PythonError): ServerError {
  return {
    type: 'exception_during_validation',
    message: 'Exception when validating node',
    details: raised.text,
    extra_info: { exception_type: raised.type, traceback: [] },
  };
}
