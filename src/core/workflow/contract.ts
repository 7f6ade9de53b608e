/** Reads contract.yaml: the names under which an application reaches inputs and outputs. */

import { entriesOf, isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';
import { type Problem, sortProblems } from '../../base/problem.ts';
import { checkSchema } from '../../base/schema.ts';
import { readYaml } from '../../base/yaml.ts';
import { contractSchema } from './contract-schema.ts';
import type { Contract, ContractEntry } from './types.ts';

/** Parses contract.yaml; all problems at once, each with file, line and column. */
export function parseContract(
  text: string,
  file = 'contract.yaml',
): { readonly contract?: Contract; readonly problems: readonly Problem[] } {
  const { document, problems } = readYaml(text, file);
  if (document === undefined) return { problems };
  if (document.value === null) return { contract: { entries: [] }, problems: [] };
  const found = checkSchema(contractSchema, document, file);
  if (found.length > 0) return { problems: sortProblems(found) };
  const value = document.value as JsonObject;
  const entries = (['input', 'output'] as const).flatMap((direction) => {
    const rows = member(value, `${direction}s`);
    if (!isJsonObject(rows)) return [];
    return entriesOf(rows).map(([name, row]) => entryOf(name, direction, row));
  });
  return { contract: { entries }, problems: [] };
}

function entryOf(name: string, direction: 'input' | 'output', row: Json): ContractEntry {
  if (!isJsonObject(row)) return { name, direction, node: String(row) };
  const slot = member(row, 'slot');
  const texts = (['input', 'type', 'description'] as const).flatMap((key) => {
    const value = member(row, key);
    return value === undefined ? [] : [[key, String(value)] as const];
  });
  return {
    name,
    direction,
    node: String(member(row, 'node')),
    ...Object.fromEntries(texts),
    ...(slot === undefined ? {} : { slot: Number(slot) }),
  };
}
