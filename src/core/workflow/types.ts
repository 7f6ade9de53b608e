/** The two formats of a workflow and what is said about a release. */

import type { Digest } from '../../base/digest.ts';
import type { Json, JsonObject } from '../../base/json.ts';

/** API format: node id → node, as sent to `POST /prompt`. A link is `[origin id, slot]`. */
export type ApiPrompt = { readonly [nodeId: string]: ApiNode };

export interface ApiNode {
  readonly class_type: string;
  readonly inputs: JsonObject;
  readonly _meta?: JsonObject;
}

/** The saved document of ComfyUI's canvas, any schema version; read with `member` and `entriesOf`, unknown fields kept. */
export type CanvasWorkflow = JsonObject;

export type ModelFolder = string;

/** One row of `models:` in promotion.yaml: a model under its name in each environment. */
export interface ModelMapping {
  readonly folder: ModelFolder;
  /** Logical name; by default the spelling when it was first pinned. */
  readonly name?: string;
  /** Environment → file name there, as that server spells it. */
  readonly files: Readonly<Record<string, string>>;
  readonly sha256?: string;
  /** Names the file had before, so that old pins and pictures are still understood. */
  readonly former: readonly string[];
}

/** One row of `values:`: an input that differs per environment and is outside of the release digest. */
export interface ValueMapping {
  readonly node: string;
  readonly input: string;
  readonly values: Readonly<Record<string, Json>>;
}

/** A named input or output that an application uses, and where it is bound. */
export interface ContractBinding {
  readonly name: string;
  readonly direction: 'input' | 'output';
  readonly node: string;
  /** Name of the input, for `input`. */
  readonly input?: string;
  /** Number of the output slot, for `output`; absent for an output node. */
  readonly slot?: number;
  /** What an application is told of it: `STRING`, `INT`, `IMAGE`… */
  readonly type?: string;
  readonly description?: string;
}

/** A row of contract.yaml, before its node is looked up. */
export interface ContractEntry {
  readonly name: string;
  readonly direction: 'input' | 'output';
  /** A node id, or the title of exactly one node. */
  readonly node: string;
  readonly input?: string;
  readonly slot?: number;
  readonly type?: string;
  readonly description?: string;
}

/** What contract.yaml declares; titles may declare more. */
export interface Contract {
  readonly entries: readonly ContractEntry[];
}

/** An input of a node. */
export interface InputPlace {
  readonly node: string;
  readonly input: string;
}

/** An input that `values:` sets; the key stands for its value in the release digest. */
export interface ValueInput extends InputPlace {
  readonly key: string;
}

/** An input whose value is a model file, with its name in every environment's terms. */
export interface ModelInput {
  readonly node: string;
  readonly input: string;
  readonly folder: ModelFolder;
  readonly logicalName: string;
  /** The spelling in this rendering. */
  readonly file: string;
  readonly sha256?: string;
  readonly size?: number;
}

/** An input whose value is a file of `assets/`; its content enters the digest, not its name. */
export interface AssetInput {
  readonly node: string;
  readonly input: string;
  readonly file: string;
  readonly sha256: Digest;
}

/** What the catalog and promotion.yaml tell of a prompt; fixed at `pin` and carried by pin.json. */
export interface ReleaseDescription {
  readonly outputNodes: readonly string[];
  readonly modelInputs: readonly ModelInput[];
  readonly valueInputs: readonly ValueInput[];
  readonly assetInputs: readonly AssetInput[];
  /** Inputs that hold a seed, masked in the shape digest. */
  readonly seedInputs: readonly InputPlace[];
  /** INT and FLOAT inputs whose number is not yet spelled in its normal form; none after `pin`. */
  readonly numberInputs?: readonly InputPlace[];
  readonly contract: readonly ContractBinding[];
  /** Node type → digest of its interface when pinned. */
  readonly interfaces: Readonly<Record<string, Digest>>;
}
