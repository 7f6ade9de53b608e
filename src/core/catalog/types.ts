/** What an environment offers: node types, model files, versions. */

import type { Json, JsonObject } from '../../base/json.ts';

export interface Catalog {
  readonly versions: Versions;
  readonly nodeTypes: ReadonlyMap<string, NodeType>;
  /** Folder of `/models` → file names as the server spells them. */
  readonly models: ReadonlyMap<string, readonly string[]>;
  readonly embeddings: readonly string[];
  /** `/node_replacements` as the server gave it; an empty object where it has none. */
  readonly nodeReplacements: JsonObject;
  /** `folder/file` → what the server tells of the file itself; absent where it tells nothing. */
  readonly modelFiles?: ReadonlyMap<string, ModelFile>;
  /** `/system_stats` as given, if known. */
  readonly systemStats?: JsonObject;
}

/** What is known of a model file's content. */
export interface ModelFile {
  /** Bytes; more than 0. */
  readonly size?: number;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly sha256?: string;
  /** `blake3:` and 64 hexadecimal digits: what `/api/assets` names a file by. */
  readonly blake3?: string;
}

export interface Versions {
  readonly comfyui?: string;
  readonly frontend?: string;
  readonly python?: string;
  readonly torch?: string;
  /** `cuda`, `cpu`, `mps`…, of the first device. */
  readonly device?: string;
}

/** One entry of `/object_info`. */
export interface NodeType {
  readonly name: string;
  readonly displayName: string;
  readonly inputs: readonly InputSpec[];
  readonly outputs: readonly OutputSpec[];
  readonly isOutputNode: boolean;
  readonly isDeprecated: boolean;
  readonly isExperimental: boolean;
  /** Costs money on a partner's service. */
  readonly isApiNode: boolean;
  /** The entry as the server gave it. */
  readonly raw: JsonObject;
  /** What is declared of the class's own code; only for classes that are not ComfyUI's. */
  readonly facts?: NodeFacts;
}

/** What `/object_info` does not tell of a custom class, declared by who knows its code. */
export interface NodeFacts {
  /**
   * Whether the class has a validation function (VALIDATE_INPUTS), and which inputs it takes: `none`, `all` for `**kwargs`, or their names,
   * among which `input_types` stands for the types of links.
   */
  readonly checks: 'none' | 'all' | readonly string[];
}

export interface InputSpec {
  readonly name: string;
  readonly section: 'required' | 'optional' | 'hidden';
  /** `INT`, `MODEL`, `COMBO`, …; `COMBO` also for a list of options in the type's place. */
  readonly type: string;
  /** The options where they are given, in either style. */
  readonly options?: readonly Json[];
  /** True where the options stand in the type's place: the style that ComfyUI 0.3 checks. */
  readonly isListTyped: boolean;
  /** Second element of the spec: default, min, max, multiline, … */
  readonly config: JsonObject;
  readonly raw: Json;
  /** True where the options come from the server's disk and the recording does not hold them (input folder, remote lists). */
  readonly isUnrecorded: boolean;
}

export interface OutputSpec {
  readonly name: string;
  /** A type name, or the options where the type is a list of options. */
  readonly type: string;
  readonly isList: boolean;
  /** The output's entry as the server gave it: a type name or a list of options. */
  readonly raw: Json;
}
