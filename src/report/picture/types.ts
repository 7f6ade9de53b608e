/** What a picture of a diff is made of: boxes, links and groups with what became of them. Lengths are canvas units. */

export type State = 'same' | 'added' | 'removed' | 'changed';

/** One changed value: `was` alone went, `now` alone came. */
export interface Row {
  readonly name: string;
  readonly was?: string;
  readonly now?: string;
}

export interface Slot {
  readonly name: string;
  readonly state: State;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PictureNode {
  /** Place in the list of nodes of its scope: what links name. */
  readonly index: number;
  readonly state: State;
  readonly type: string;
  readonly title: string;
  readonly id: string;
  /** `muted`, `bypassed`; empty where it runs. */
  readonly mode: string;
  readonly box: Box;
  /** How far from here it stood before; absent where it stayed, or was not there. */
  readonly moved?: { readonly x: number; readonly y: number };
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
  readonly rows: readonly Row[];
  /** Index of the scope that it stands for, where that is drawn. */
  readonly scope?: number;
  /** Indexes of the changes told of it. */
  readonly changes: readonly number[];
}

export interface PictureLink {
  readonly state: State;
  readonly from: number;
  readonly fromSlot: number;
  readonly to: number;
  readonly toSlot: number;
}

export interface PictureGroup {
  readonly state: State;
  readonly title: string;
  /** Its title before; of a renamed one alone. */
  readonly was?: string;
  readonly box: Box;
}

export interface PictureScope {
  readonly index: number;
  /** Empty for the root. */
  readonly name: string;
  readonly state: State;
  readonly nodes: readonly PictureNode[];
  readonly links: readonly PictureLink[];
  readonly groups: readonly PictureGroup[];
  readonly box: Box;
  /** Unchanged nodes that are left out where a picture would be too large. */
  readonly leftOut: number;
}

export interface Picture {
  readonly scopes: readonly PictureScope[];
}
