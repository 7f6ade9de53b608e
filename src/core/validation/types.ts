/** What the server's check of a prompt finds, as data. */

import type { Json, JsonObject } from '../../base/json.ts';

/** One error as ComfyUI writes it. `extra_info` holds JSON values in the server's spelling of keys. */
export interface ServerError {
  readonly type: string;
  readonly message: string;
  readonly details: string;
  readonly extra_info: JsonObject;
  /** The input at which Python raised; the server does not tell it. */
  readonly raisedAt?: string | undefined;
}

export interface NodeErrors {
  readonly node: string;
  readonly errors: readonly ServerError[];
  readonly dependentOutputs: readonly string[];
  readonly classType: Json;
}

/** A place where the answer depends on code or files of the server. */
export interface Uncertainty {
  readonly node: string;
  readonly input?: string;
  readonly reason: UncertainReason;
}

export type UncertainReason =
  /** The class has a validation function of its own, which sees this input. */
  | 'own-check'
  /** The class is no part of ComfyUI, and one of a kind that often has a validation function. */
  | 'custom-check'
  /** The class is no part of ComfyUI, and its code tells whether its `*` matches other types. */
  | 'custom-wildcard'
  /** The class is no part of ComfyUI, and its code tells whether its outputs stand in a tuple or a list. */
  | 'custom-outputs'
  /** The class is no part of ComfyUI, and its code tells whether the server takes it for an output. */
  | 'custom-output-node'
  /** The class is not in `/object_info`, and yet may be installed: ComfyUI leaves out a class that cannot say its inputs. */
  | 'custom-unlisted'
  /** The list of files was not recorded. */
  | 'unrecorded-list'
  /** The chain is so long that the server may meet its recursion limit. */
  | 'recursion'
  /** Two replaced nodes follow each other; the order is that of a Python set. */
  | 'replacement-order';

export interface Verdict {
  readonly status: 200 | 400 | 500;
  readonly error?: ServerError;
  readonly nodeErrors: readonly NodeErrors[];
  readonly uncertain: readonly Uncertainty[];
}
