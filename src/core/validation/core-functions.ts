/** Validation functions of core classes that look at nothing but their arguments, as ComfyUI 0.3.64 has them (comfy_api_nodes). */

import type { Json } from '../../base/json.ts';
import { type PythonError, type PythonValue, typeName } from './python/value.ts';

export interface CheckArguments {
  /** The value of an input as the function gets it: coerced, and null for a link. */
  readonly value: (input: string) => PythonValue;
  /** The type that the link into an input brings; undefined where there is no link. */
  readonly receivedType: (input: string) => Json | undefined;
}

/** True where the node passes, the sentence that refuses it, or what Python raises. */
export type CheckResult = true | string | PythonError;

export const cameraInputs = [
  'horizontal_movement',
  'vertical_movement',
  'pan',
  'tilt',
  'roll',
  'zoom',
];

/** KlingCameraControls (nodes_kling.py): one of the six must not be zero; `math.isclose(x, 0.0)` holds for zero alone. */
export function checkCamera({ value }: CheckArguments): CheckResult {
  for (const name of cameraInputs) {
    const given = value(name);
    if (typeof given === 'bigint' || typeof given === 'boolean') {
      if (Number(given) !== 0) return true;
    } else if (typeof given === 'number') {
      if (given !== 0) return true;
    } else {
      return { type: 'TypeError', text: `must be real number, not ${typeName(given)}` };
    }
  }
  return 'Invalid camera control configs: at least one of the values must be non-zero';
}

const taskTypes: readonly Json[] = ['MODEL_TASK_ID', 'RIG_TASK_ID', 'RETARGET_TASK_ID'];

/** TripoConversionNode (nodes_tripo.py): the task must be linked, and be of one of three types. */
export function checkTask({ receivedType }: CheckArguments): CheckResult {
  const received = receivedType('original_model_task_id');
  if (received === undefined) return { type: 'KeyError', text: "'original_model_task_id'" };
  return taskTypes.includes(received)
    ? true
    : 'original_model_task_id must be MODEL_TASK_ID, RIG_TASK_ID or RETARGET_TASK_ID type';
}
