import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalWorkflowText } from '../../src/core/workflow/canonical-text.ts';
import { releaseDigest, renderingDigest } from '../../src/core/workflow/digests.ts';
import { linkOf } from '../../src/core/workflow/graph.ts';
import { describeRelease } from '../../src/core/workflow/release.ts';
import type { ApiPrompt } from '../../src/core/workflow/types.ts';
import { aPrompt, studio, studioModels } from '../support/graphs.ts';

const catalog = studio();

interface Plan {
  readonly classType: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly sources: readonly number[];
}

const value = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const plan: fc.Arbitrary<Plan> = fc.record({
  classType: fc.constantFrom('CLIPTextEncode', 'KSampler', 'VAEDecode', 'Unknown', 'SaveImage'),
  values: fc.dictionary(fc.constantFrom('text', 'steps', 'seed', 'cfg', 'weird key', '7'), value),
  sources: fc.array(fc.nat(), { maxLength: 3 }),
});

/** Node n takes values from nodes before it, so there is no circle; the last one is an output. */
const graph: fc.Arbitrary<readonly Plan[]> = fc
  .array(plan, { minLength: 1, maxLength: 12 })
  .map((plans) => [
    ...plans,
    { classType: 'SaveImage', values: {}, sources: [0, plans.length - 1] },
  ]);

function build(
  plans: readonly Plan[],
  ids: readonly string[],
  order: readonly number[],
): ApiPrompt {
  const nodes = order.map((index) => {
    const { classType, values, sources } = plans[index] as Plan;
    const links =
      index === 0 ? [] : sources.map((each, at) => [`in${at}`, [ids[each % index], at]]);
    const model = index === 0 ? [['ckpt_name', 'base.safetensors']] : [];
    const inputs = Object.fromEntries([...Object.entries(values), ...links, ...model]);
    return [ids[index], { class_type: index === 0 ? 'CheckpointLoaderSimple' : classType, inputs }];
  });
  return aPrompt(JSON.stringify(Object.fromEntries(nodes)));
}

const plain = (plans: readonly Plan[]): ApiPrompt =>
  build(
    plans,
    plans.map((_, index) => String(index + 1)),
    plans.map((_, index) => index),
  );
const digest = (prompt: ApiPrompt): string =>
  releaseDigest(prompt, describeRelease(prompt, catalog));

describe('the release digest', () => {
  it('does not depend on ids, order, titles and the order of keys', () => {
    fc.assert(
      fc.property(graph, fc.infiniteStream(fc.nat()), (plans, chance) => {
        const random = (below: number): number => (chance.next().value as number) % below;
        const ids = plans.map((_, index) => `${random(1000)}:${index}`);
        const order = plans.map((_, index) => index);
        order.sort(() => random(3) - 1);
        const moved = build(plans, ids, order);
        const retitled = Object.fromEntries(
          Object.entries(moved).map(([id, node]) => [
            id,
            {
              _meta: { title: `any ${random(9)}` },
              inputs: Object.fromEntries(Object.entries(node.inputs).reverse()),
              class_type: node.class_type,
            },
          ]),
        );
        expect(digest(retitled)).toBe(digest(plain(plans)));
      }),
    );
  });

  it('changes with any value of a node that reaches an output', () => {
    fc.assert(
      fc.property(graph, fc.nat(), fc.string(), (plans, pick, text) => {
        const prompt = plain(plans);
        const reached = new Set<string>();
        const visit = (id: string): void => {
          if (reached.has(id)) return;
          reached.add(id);
          for (const each of Object.values(prompt[id]?.inputs ?? {})) {
            const link = linkOf(each);
            if (link !== undefined) visit(link.node);
          }
        };
        for (const [id, node] of Object.entries(prompt)) {
          if (node.class_type === 'SaveImage') visit(id);
        }
        const ids = [...reached];
        const id = ids[pick % ids.length] ?? '';
        const node = prompt[id];
        const changed = {
          ...prompt,
          [id]: { ...node, inputs: { ...node?.inputs, changed: text } },
        } as ApiPrompt;
        expect(digest(changed)).not.toBe(digest(prompt));
        expect(renderingDigest(changed)).not.toBe(renderingDigest(prompt));
      }),
    );
  });

  it('does not change when a mapping or an environment is added', () => {
    fc.assert(
      fc.property(graph, fc.string({ minLength: 1 }), (plans, name) => {
        const prompt = plain(plans);
        const models = [
          { folder: 'checkpoints', dev: 'base.safetensors', prod: name },
          { folder: 'checkpoints', dev: 'sub/other.safetensors', prod: `${name}2`, staging: name },
          { folder: 'loras', dev: studioModels.loras[0] ?? '', prod: name },
        ];
        const described = describeRelease(prompt, catalog, { environment: 'dev', models });
        expect(releaseDigest(prompt, described)).toBe(digest(prompt));
      }),
    );
  });
});

describe('the canonical text', () => {
  it('reads as the same prompt and is stable', () => {
    fc.assert(
      fc.property(graph, (plans) => {
        const prompt = plain(plans);
        const text = canonicalWorkflowText(prompt);
        expect(canonicalWorkflowText(aPrompt(text))).toBe(text);
        expect(renderingDigest(aPrompt(text))).toBe(renderingDigest(prompt));
      }),
    );
  });
});
