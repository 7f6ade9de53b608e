/** What differs between server versions when they check a prompt, one row per version from which it holds. */

import type { Json } from '../../base/json.ts';
import type { Catalog, NodeType } from '../catalog/types.ts';
import { type OwnCheck, ownChecksOf033, ownChecksOf0364 } from './own-checks.ts';

export interface Rules {
  /** First ComfyUI version of the row. */
  readonly since: string;
  /** A class that is not there: one fixed sentence, or one that names the node by its title. */
  readonly missingNode: 'invalid_prompt' | 'missing_node_type';
  /** The last version whose answers or sources the row was held against; others up to the next row are taken to be alike. */
  readonly heldAgainst: string;
  /** Whether old classes are replaced, and every node is looked at for it, before anything else. */
  readonly replacesNodes: boolean;
  /** Whether `prompt_id` must be a UUID, and the server sets keys of its own in `extra_data`. */
  readonly checksPromptId: boolean;
  /** A cycle is reported on its nodes, or swallowed with Python's RecursionError. */
  readonly reportsCycles: boolean;
  /** Whether `COMBO` inputs are checked against `options`. */
  readonly checksCombo: boolean;
  /** Whether lists are checked item by item with `multiselect`, and wrong values named as Python's repr writes them. */
  readonly checksItems: boolean;
  /** Whether `*`, match types and lists of options match by name; else `*` matches only where the node's own type object says so. */
  readonly matchesWildcards: boolean;
  /** Whether dynamic inputs are laid out from the values before the checks. */
  readonly hasDynamicInputs: boolean;
  /** Keys of `/object_info` that only nodes of the V3 schema have all of. */
  readonly keysOfV3: readonly string[];
  /** Nodes in a chain from which on Python's recursion limit may be met; the place moves with the depth of the stack. */
  readonly safeDepth: number;
  readonly ownChecks: ReadonlyMap<string, OwnCheck>;
}

const first: Rules = {
  since: '0.0.0',
  heldAgainst: '0.3.64',
  missingNode: 'invalid_prompt',
  replacesNodes: false,
  checksPromptId: false,
  reportsCycles: false,
  checksCombo: false,
  checksItems: false,
  matchesWildcards: false,
  hasDynamicInputs: false,
  keysOfV3: ['deprecated', 'experimental', 'api_node'],
  safeDepth: 950,
  ownChecks: ownChecksOf0364,
};

/** Read in ComfyUI's sources of 0.8.0 to 0.9.2, but for growing inputs, which these lay out in an older way; the two rows after it in those of 0.12.2 to 0.19.3. */
const second: Rules = {
  ...first,
  since: '0.8.0',
  heldAgainst: '0.9.2',
  checksCombo: true,
  matchesWildcards: true,
  hasDynamicInputs: true,
  safeDepth: 930,
  ownChecks: ownChecksOf033,
};

const third: Rules = {
  ...second,
  since: '0.12.0',
  heldAgainst: '0.13.0',
  missingNode: 'missing_node_type',
  keysOfV3: ['price_badge'],
};

/** Newest last. What the last row says holds in the sources of 0.26.0 already. */
const table: readonly Rules[] = [
  first,
  second,
  third,
  { ...third, since: '0.14.0', heldAgainst: '0.19.3', replacesNodes: true },
  {
    ...third,
    since: '0.26.0',
    heldAgainst: '0.33.0',
    replacesNodes: true,
    checksPromptId: true,
    reportsCycles: true,
    checksItems: true,
  },
];

const [oldest, newest] = [table[0] as Rules, table[table.length - 1] as Rules];

const known = new WeakMap<Catalog, Rules>();

/** Returns the rules of the catalog's server; of an unknown version those of the newest, unless its node types look older. */
export function rulesOf(catalog: Catalog): Rules {
  let rules = known.get(catalog);
  if (rules === undefined) {
    rules = chooseRules(catalog);
    known.set(catalog, rules);
  }
  return rules;
}

function chooseRules(catalog: Catalog): Rules {
  const version = catalog.versions.comfyui;
  if (version !== undefined && /^v?\d/.test(version)) {
    return table.findLast((row) => compareVersions(row.since, version) <= 0) ?? oldest;
  }
  for (const type of catalog.nodeTypes.values()) {
    return Object.hasOwn(type.raw, 'is_input_list') ? newest : oldest;
  }
  return newest;
}

/** The newest version that the rules were taken from. */
export const newestKnownVersion = newest.heldAgainst;

/** True where the version is newer than every one that the rules were taken from. */
export function isNewerThanKnown(version: string): boolean {
  return compareVersions(version, newest.heldAgainst) > 0;
}

function compareVersions(left: string, right: string): number {
  const parts = (text: string) => (text.match(/\d+/g) ?? []).slice(0, 3).map(Number);
  const [a, b] = [parts(left), parts(right)];
  for (let at = 0; at < 3; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** True for a node of the V3 schema, whose outputs are a Python list. */
export function isV3(type: NodeType, rules: Rules): boolean {
  return rules.keysOfV3.every((key) => Object.hasOwn(type.raw, key));
}

/** True for a node of ComfyUI itself, whose code is known from its version. */
export function isCore(type: NodeType): boolean {
  return isCoreModule(type.raw['python_module']);
}

/** `python_module` of a class of ComfyUI itself. */
export function isCoreModule(module: Json | undefined): boolean {
  return typeof module === 'string' && /^(?:nodes$|comfy_extras\.|comfy_api_nodes\.)/.test(module);
}
