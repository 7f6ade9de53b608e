import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, jsonEqual } from '../../src/base/json.ts';
import { parseJson } from '../../src/base/json-parse.ts';
import { writeJson } from '../../src/base/json-write.ts';
import { diffWorkflows, patchWorkflow } from '../../src/core/diff/diff.ts';
import type { WorkflowDiff } from '../../src/core/diff/types.ts';
import { anyPrompt } from '../support/prompts.ts';

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
});
