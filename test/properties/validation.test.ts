import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { parseJson } from '../../src/base/json-parse.ts';
import { parseCatalog, readCatalog } from '../../src/core/catalog/parse.ts';
import { parseEnvironment, writeEnvironment } from '../../src/core/catalog/recording.ts';
import { answerPrompt } from '../../src/core/validation/answer.ts';
import { validateWorkflow } from '../../src/core/validation/validate-workflow.ts';

const inputs = `{"required": {"n": ["INT", {"min": 1, "max": 9}], "x": ["FLOAT", {"min": "a"}], "s": ["STRING"], "b": ["BOOLEAN"],
  "o": [["a", 2, true]], "c": ["COMBO", {"options": ["a"], "multiselect": true}], "m": ["MODEL"], "any": ["*"],
  "d": ["COMFY_DYNAMICCOMBO_V3", {"options": [{"key": "k", "inputs": {"required": {"z": ["INT"]}}}]}],
  "g": ["COMFY_AUTOGROW_V3", {"template": {"input": {"required": {"i": ["IMAGE"]}}, "prefix": "i", "min": 1, "max": 3}}]}}`;
const objectInfo = `{"A": {"input": ${inputs}, "output": ["MODEL", ["a"]], "output_node": true},
  "B": {"input": ${inputs}, "output": ["*"], "price_badge": null}}`;
const catalogs = ['0.3.64', '0.33.0', undefined].map((version) =>
  parseCatalog({
    objectInfo,
    nodeReplacements: `{"Old": [{"new_node_id": "B", "input_mapping": [{"new_id": "n", "old_id": "n"}], "output_mapping": [{"old_idx": 0, "new_idx": 1}]}]}`,
    ...(version === undefined ? {} : { systemStats: { system: { comfyui_version: version } } }),
  }),
);

const id = fc.constantFrom('1', '2', '3', '__proto__', 'constructor');
const value = fc.oneof(
  fc.jsonValue(),
  fc.tuple(id, fc.oneof(fc.integer({ min: -3, max: 3 }), fc.jsonValue())),
  fc.constantFrom('a', 'k', 5, true),
  fc.record({ __value__: fc.jsonValue() }),
);
const names = ['n', 'x', 's', 'b', 'o', 'c', 'm', 'any', 'd', 'd.z', 'g.i0'];
const node = fc.record(
  {
    class_type: fc.oneof(fc.constantFrom('A', 'B', 'Old'), fc.jsonValue()),
    inputs: fc.oneof(fc.dictionary(fc.constantFrom(...names), value), fc.jsonValue()),
    _meta: fc.oneof(fc.constant({ title: 't' }), fc.jsonValue()),
  },
  { requiredKeys: ['class_type'] },
);
const prompt = fc.dictionary(id, fc.oneof({ weight: 8, arbitrary: node }, fc.jsonValue()));

it('answers any prompt without failing itself, in JSON that reads back', () => {
  fc.assert(
    fc.property(prompt, (nodes) => {
      const text = JSON.stringify({ prompt: nodes });
      for (const catalog of catalogs) {
        const { status, body } = answerPrompt(text, catalog);
        expect([200, 400, 500]).toContain(status);
        if (status !== 500) expect(parseJson(body, 'python').ok).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

it('answers any text', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.string().map((text) => `{"prompt":${text}`),
      ),
      (text) => {
        for (const catalog of catalogs)
          expect([200, 400, 500]).toContain(answerPrompt(text, catalog).status);
      },
    ),
  );
});

it('validates any document, with an error wherever the server would refuse it', () => {
  fc.assert(
    fc.property(prompt, (nodes) => {
      const parsed = parseJson(JSON.stringify(nodes));
      if (!parsed.ok) return;
      for (const catalog of catalogs) {
        const { problems } = validateWorkflow(parsed.value as JsonObject, catalog);
        const { status } = answerPrompt(JSON.stringify({ prompt: nodes }), catalog);
        if (status !== 200) expect(problems.map((each) => each.severity)).toContain('error');
      }
    }),
    { numRuns: 300 },
  );
});

it('a recording reads back as it was written, whatever the server said', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.jsonValue())),
      fc.dictionary(fc.string(), fc.array(fc.string())),
      (types, models) => {
        const { catalog } = readCatalog({ objectInfo: types, models });
        const text = writeEnvironment(catalog);
        const read = parseEnvironment(text);
        expect(read.problems).toEqual([]);
        expect(writeEnvironment(read.catalog)).toBe(text);
      },
    ),
    { examples: [[{ Picker: { input: [[' ', '']] } }, { '': [''] }]] },
  );
});
