/** What a difference between two workflows is, as plain data: JSON schema in `schemas/diff.schema.json`. */

import type { Json } from '../../base/json.ts';
import type { Problem } from '../../base/problem.ts';
import type { JsonEdit } from './edits.ts';
import type { How } from './match/pairs.ts';

/** By weight: what runs; what people read; what changes by itself; where things stand; how it was looked at. */
export type ChangeClass = 'behaviour' | 'documentation' | 'drift' | 'layout' | 'view';

export const changeClasses = ['behaviour', 'documentation', 'drift', 'layout', 'view'] as const;

/** A node as people know it: in the workflow after, or before where it is there no more. */
export interface NodeName {
  /** Id of the subgraph definition that holds it; absent in the root. */
  readonly scope?: string;
  /** Name of that definition. */
  readonly subgraph?: string;
  readonly id: string;
  readonly type: string;
  /** Absent where it has none of its own. */
  readonly title?: string;
  /** Absent where it runs. */
  readonly mode?: 'muted' | 'bypassed';
}

/** The other end of a link. */
export interface Source extends NodeName {
  /** The output's name where known, else its number. */
  readonly output: string;
}

/** What kind of value an input holds, where that is known. */
export type ValueRole = 'model' | 'seed' | 'secret' | 'text';

export interface InputChange {
  readonly input: string;
  /** The value before; absent where the input had none. Links are `[node id, slot]` in API format. */
  readonly from?: Json;
  readonly to?: Json;
  readonly fromSource?: Source;
  readonly toSource?: Source;
}

/** A link of another node that came or went with this one. */
export interface FoldedLink extends InputChange {
  readonly node: NodeName;
}

interface Common {
  readonly class: ChangeClass;
}

export interface NodeAdded extends Common {
  readonly kind: 'node-added' | 'node-removed';
  readonly node: NodeName;
  /** The node as it stands in the document. */
  readonly content: Json;
  /** Where its own inputs come from. */
  readonly sources: readonly { readonly input: string; readonly source: Source }[];
  readonly links: readonly FoldedLink[];
}

export interface NodeReplaced extends Common {
  readonly kind: 'node-replaced';
  readonly node: NodeName;
  readonly was: NodeName;
  /** Inputs that only one of the two types has. */
  readonly inputs: readonly InputChange[];
}

/** A subgraph definition as people know it. */
export interface SubgraphName {
  readonly scope: string;
  readonly name: string;
  /** True where the definition came or went with the nodes. */
  readonly isWhole: boolean;
}

/** Nodes that went into a subgraph, out of one, or both. */
export interface NodesMoved extends Common {
  readonly kind: 'nodes-moved';
  /** The first of them, as it is now. */
  readonly node: NodeName;
  readonly nodes: readonly { readonly from: NodeName; readonly to: NodeName }[];
  readonly out?: SubgraphName;
  readonly into?: SubgraphName;
}

/** A subgraph node that got a copy of the definition which it shared with others, or shares one with others again. */
export interface SharingChanged extends Common {
  readonly kind: 'subgraph-unlinked' | 'subgraph-shared';
  readonly node: NodeName;
  /** Name of the definition that it shared, or shares now. */
  readonly subgraph: string;
  /** The other nodes that stand for that definition now. */
  readonly others: readonly NodeName[];
}

export interface NodeRenumbered extends Common {
  readonly kind: 'node-renumbered';
  readonly node: NodeName;
  readonly from: string;
  readonly to: string;
}

export interface InputChanged extends Common, InputChange {
  readonly kind: 'input-changed' | 'input-rewired';
  readonly node: NodeName;
  readonly role?: ValueRole;
}

/** A field of a node that is no input: title, mode, colour, place. */
export interface NodeFieldChanged extends Common {
  readonly kind: 'title-changed' | 'mode-changed' | 'field-changed';
  readonly node: NodeName;
  readonly path: readonly string[];
  readonly from?: Json;
  readonly to?: Json;
  /** Of a mode: inputs of nodes that run, which get another value with it; without `toSource` they get none. */
  readonly effects?: readonly FoldedLink[];
}

/** A field of the document or of a subgraph definition. */
export interface DocumentFieldChanged extends Common {
  readonly kind: 'document-changed' | 'group-changed' | 'interface-changed' | 'subgraph-changed';
  readonly scope?: string;
  /** Name of the definition, where its interface changed. */
  readonly subgraph?: string;
  readonly path: readonly string[];
  readonly from?: Json;
  readonly to?: Json;
}

export type Change =
  | NodeAdded
  | NodeReplaced
  | NodesMoved
  | SharingChanged
  | NodeRenumbered
  | InputChanged
  | NodeFieldChanged
  | DocumentFieldChanged;

/** How nodes that do not keep their id were recognised. */
export interface Match {
  /** Id of the definition that holds the node now; absent in the root. */
  readonly scope?: string;
  /** Where the node moved between scopes: the one that held it before, empty for the root. */
  readonly fromScope?: string;
  readonly from: string;
  readonly to: string;
  readonly how: How;
  readonly confidence: number;
  readonly ambiguous: boolean;
}

export interface WorkflowDiff {
  readonly schemaVersion: 1;
  readonly format: 'api' | 'canvas';
  /** By class, then by node. */
  readonly changes: readonly Change[];
  /** Pairs that an equal id does not explain. */
  readonly matches: readonly Match[];
  /** Number of changes by class. */
  readonly counts: Readonly<Record<ChangeClass, number>>;
  /** Errors: why a document could not be read as a graph; then `changes` tells only that it differs. Warnings: what was assumed. */
  readonly problems: readonly Problem[];
  /** How the document of a canvas changes, byte order of keys aside; absent in API format, where `changes` are complete. Made of both documents when it is first read. */
  readonly document?: JsonEdit;
}
