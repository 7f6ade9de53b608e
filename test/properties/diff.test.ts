import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  entriesOf,
  isJsonArray,
  type Json,
  type JsonObject,
  jsonEqual,
  jsonObject,
} from '../../src/base/json.ts';
import { parseJson } from '../../src/base/json-parse.ts';
import { writeJson } from '../../src/base/json-write.ts';
import { linkOf } from '../../src/core/diff/api-graph.ts';
import { diffWorkflows, patchWorkflow } from '../../src/core/diff/diff.ts';
import { applyEdit, editBetween } from '../../src/core/diff/edits.ts';
import type { WorkflowDiff } from '../../src/core/diff/types.ts';
import type { ApiPrompt } from '../../src/core/workflow/types.ts';
import { anyPrompt } from '../support/prompts.ts';

/** Writes and reads a value, so that its numbers are as a document's. */
function lossless(value: Json): Json {
  const result = parseJson(value === undefined ? 'null' : JSON.stringify(value));
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function saved(diff: WorkflowDiff): WorkflowDiff {
  const result = parseJson(writeJson(diff as unknown as Json));
  if (!result.ok) throw new Error(result.error.message);
  return result.value as unknown as WorkflowDiff;
}

const schemaFile = new URL('../../schemas/diff.schema.json', import.meta.url);
const isDiff = new Ajv2020().compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

describe('diff and patch of prompts', () => {
  it('diff(A, A) is empty', () => {
    fc.assert(
      fc.property(anyPrompt, (prompt) => {
        expect(diffWorkflows(prompt, prompt).changes).toEqual([]);
      }),
    );
  });

  it('patch(A, diff(A, B)) is B, also when the diff was written and read', () => {
    fc.assert(
      fc.property(anyPrompt, anyPrompt, fc.boolean(), (from, to, heuristics) => {
        const diff = diffWorkflows(from, to, undefined, { heuristics });
        isDiff(diff);
        expect(isDiff.errors ?? []).toEqual([]);
        const patched = patchWorkflow(from, saved(diff)) as unknown as Json;
        if (jsonEqual(patched, to as unknown as Json)) return;
        expect(writeJson(patched)).toBe(writeJson(to as unknown as Json));
      }),
      { numRuns: 1000 },
    );
  });

  it('changes are empty only where nothing differs', () => {
    fc.assert(
      fc.property(anyPrompt, anyPrompt, (from, to) => {
        const same = jsonEqual(from as unknown as Json, to as unknown as Json);
        expect(diffWorkflows(from, to).changes.length === 0).toBe(same);
      }),
    );
  });

  it('new ids in a new order change nothing that runs', () => {
    fc.assert(
      fc.property(anyPrompt, (prompt) => {
        const ids = Object.keys(prompt);
        const fresh = new Map(ids.map((id, at) => [id, `fresh ${at}`]));
        const renumbered = ids.reverse().map((id): [string, Json] => {
          const node = (prompt as unknown as JsonObject)[id] as JsonObject;
          const inputs = entriesOf(node['inputs'] as JsonObject).map(([name, value]) => {
            const link = linkOf(value, prompt as unknown as JsonObject);
            const slot = isJsonArray(value) ? (value[1] as Json) : null;
            return [
              name,
              link === undefined ? value : [fresh.get(link.origin) ?? '', slot],
            ] as const;
          });
          const fields = entriesOf(node).filter(([key]) => key !== 'inputs');
          return [fresh.get(id) ?? '', jsonObject([...fields, ['inputs', jsonObject(inputs)]])];
        });
        const to = jsonObject(renumbered) as unknown as ApiPrompt;
        expect(
          diffWorkflows(prompt, to).changes.filter((each) => each.class === 'behaviour'),
        ).toEqual([]);
      }),
    );
  });
});

it('edits of any JSON value lead from the one to the other', () => {
  const item = fc.record({ id: fc.integer({ min: 0, max: 5 }), x: fc.jsonValue() });
  const any = fc
    .oneof(
      fc.jsonValue(),
      fc.array(item, { maxLength: 6 }),
      fc.record({
        nodes: fc.array(item, { maxLength: 6 }),
        links: fc.array(fc.tuple(fc.nat(3), fc.nat(3))),
      }),
    )
    .map((value) => lossless(value as Json));
  fc.assert(
    fc.property(any, any, (from, to) => {
      const edit = editBetween(from, to);
      expect(jsonEqual(edit === undefined ? from : applyEdit(from, edit), to)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
