import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isJsonObject, type Json, type JsonObject, member } from '../../../../src/base/json.ts';
import { canvasDigest } from '../../../../src/core/workflow/canvas-digest.ts';
import { parseContract } from '../../../../src/core/workflow/contract.ts';
import {
  contractDigest,
  releaseDigest,
  renderingDigest,
  shapeDigest,
} from '../../../../src/core/workflow/digests.ts';
import { describeRelease, type ReleaseContext } from '../../../../src/core/workflow/release.ts';
import type { ApiPrompt } from '../../../../src/core/workflow/types.ts';
import { json, studio } from '../../../support/graphs.ts';

const cases = json(
  readFileSync(new URL('../../../cases/identity/cases.json', import.meta.url), 'utf8'),
) as JsonObject;

function digestsOf(each: JsonObject): Record<string, string> {
  const canvas = member(each, 'canvas');
  if (isJsonObject(canvas)) return { canvas: canvasDigest(canvas) };
  const prompt = member(each, 'prompt') as unknown as ApiPrompt;
  const context = (member(each, 'context') ?? {}) as JsonObject;
  const contract = member(each, 'contract');
  const assets = Object.entries((member(context, 'assets') ?? {}) as Record<string, Json>);
  const description = describeRelease(prompt, studio(), {
    ...(context as unknown as ReleaseContext),
    assets: new Map(assets) as NonNullable<ReleaseContext['assets']>,
    ...(typeof contract === 'string' ? parseContract(contract) : {}),
  } as ReleaseContext);
  return {
    release: releaseDigest(prompt, description),
    rendering: renderingDigest(prompt),
    shape: shapeDigest(prompt, description),
    ...(description.contract.length === 0
      ? {}
      : { contract: contractDigest(description.contract) }),
  };
}

/** These digests are what pins in people's repositories hold: a change here breaks them all, so it needs a new format. */
it('gives the digests that it always gave', async () => {
  const digests = Object.fromEntries(
    Object.entries(cases).map(([name, each]) => [name, digestsOf(each as JsonObject)]),
  );
  await expect(`${JSON.stringify(digests, null, 2)}\n`).toMatchFileSnapshot(
    '../../../cases/identity/digests.json',
  );
});

it('has cases that must agree, and cases that must not', () => {
  const release = (name: string): string => digestsOf(cases[name] as JsonObject)['release'] ?? '';
  expect(release('two equal loaders')).toBe(release('text to picture'));
  expect(release('other spelling of numbers')).toBe(release('text to picture'));
  expect(release('mapped model in prod')).toBe(release('text to picture'));
  const others = ['big seed', 'contract', 'value and asset', 'odd texts', 'text to picture'];
  expect(new Set(others.map(release)).size).toBe(others.length);
});
