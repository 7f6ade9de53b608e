import { expect, it } from 'vitest';
import { staleText } from '../../../../src/base/problems/stale-text.ts';
import { parseCatalog } from '../../../../src/core/catalog/parse.ts';
import type { Catalog } from '../../../../src/core/catalog/types.ts';
import {
  type EvidencePart,
  evidenceParts,
} from '../../../../src/core/promotion/config-evidence.ts';
import type { Evidence } from '../../../../src/core/promotion/evidence.ts';
import { askEvidence } from '../../../../src/core/promotion/evidence-facts.ts';
import {
  type EvidenceBasis,
  staleReasons,
  todayOf,
} from '../../../../src/core/promotion/evidence-standing.ts';
import { aDigest, aQuestion, day0, hour, someEvidence } from '../../../support/builders.ts';

function catalogWith(max: number, comfyui = '0.33.0', device = 'cuda'): Catalog {
  return parseCatalog({
    objectInfo: {
      Blur: { input: { required: { sigma: ['FLOAT', { max }] } }, output: ['IMAGE'], name: 'Blur' },
    },
    systemStats: { system: { comfyui_version: comfyui }, devices: [{ type: device }] },
  });
}

const mapped = (sha256?: string) => [
  {
    folder: 'checkpoints',
    files: { staging: 'a.safetensors' },
    former: [],
    ...(sha256 === undefined ? {} : { sha256 }),
  },
];

function basis(change: Partial<EvidenceBasis> = {}): EvidenceBasis {
  return {
    rule: { bind: evidenceParts },
    catalog: () => catalogWith(10),
    models: mapped('aa'),
    now: day0 + 2 * hour,
    ...change,
  };
}

const blur = todayOf('interface', 'Blur', 'staging', basis()) ?? '';
const evidence = someEvidence({
  interfaces: { Blur: blur },
  models: { 'checkpoints/a.safetensors': 'sha256:aa' },
  versions: { comfyui: '0.33.0', device: 'cuda' },
});
const saysOf = (change: Partial<EvidenceBasis>, cases = evidence.cases): string =>
  staleText(staleReasons(evidence, basis(change), cases));

it('counts while nothing of the environment changed', () => {
  expect(saysOf({})).toBe('');
});

it.each<[EvidencePart | 'age', Partial<EvidenceBasis>, string]>([
  ['interface', { catalog: () => catalogWith(11) }, 'the interface of Blur is another one'],
  [
    'interface',
    { catalog: () => parseCatalog({ objectInfo: {} }) },
    'the environment has no Blur any more',
  ],
  ['models', { models: mapped('bb') }, 'checkpoints/a.safetensors is another file'],
  ['versions', { catalog: () => catalogWith(10, '0.34.0') }, 'comfyui was 0.33.0 and is 0.34.0'],
  [
    'device',
    { catalog: () => catalogWith(10, '0.33.0', 'cpu') },
    'it ran on cuda, and the environment has cpu',
  ],
  ['age', { now: day0 + 50 * hour }, 'it has been more than 2 days old since 2026-11-23 01:00 UTC'],
])('goes stale by %s, and only where that is bound', (part, change, text) => {
  const rule = { bind: evidenceParts, maxAge: 48 * hour };
  const now = change.now ?? day0 + 2 * hour;
  expect(saysOf({ rule, ...change })).toContain(text);
  const others = { bind: evidenceParts.filter((each) => each !== part) };
  expect(saysOf({ ...change, rule: others, now })).not.toContain(text);
});

it('goes stale by other cases, and not where they are not bound', () => {
  expect(saysOf({}, aDigest('others'))).toBe('the smoke cases are others');
  expect(saysOf({ rule: { bind: ['interface'] } }, aDigest('others'))).toBe('');
});

it('is not stale by what nobody can tell: no recording, a file without sha256, a version that is not told', () => {
  expect(saysOf({ catalog: () => undefined, models: mapped() })).toBe('');
  const untold = parseCatalog({
    objectInfo: {
      Blur: {
        input: { required: { sigma: ['FLOAT', { max: 10 }] } },
        output: ['IMAGE'],
        name: 'Blur',
      },
    },
  });
  expect(saysOf({ catalog: () => untold })).toBe('');
  const unseen: Evidence = { ...evidence, models: { 'checkpoints/a.safetensors': 'unseen' } };
  expect(staleReasons(unseen, basis())).toEqual([]);
});

it('names when the change came about, where somebody looked', () => {
  const changedAt = new Map([['interface Blur', day0 + hour]]);
  expect(saysOf({ catalog: () => catalogWith(11), changedAt })).toBe(
    'the interface of Blur is another one since 2026-11-21 01:00 UTC',
  );
});

it('makes the newest evidence that counts decide, failed or not', () => {
  const failedThen = someEvidence({ ...evidence, verdict: 'failed', at: at(1) });
  const stalePass = someEvidence({ ...evidence, at: at(2), interfaces: { Blur: 'sha256:other' } });
  const question = {
    kind: 'active',
    environment: 'staging',
    rendering: evidence.rendering,
    basis: basis(),
  } as const;
  expect(askEvidence([failedThen, stalePass], question).state).toBe('failed');
  expect(askEvidence([stalePass], question)).toMatchObject({
    state: 'stale',
    reasons: [{ part: 'interface', name: 'Blur' }],
  });
});

it('is what the gates ask: both wait, with the command that helps', async () => {
  const { gateTable } = await import('../../../../src/core/promotion/gates/table.ts');
  const bases = new Map([
    ['staging', basis({ catalog: () => catalogWith(11) })],
    ['prod', basis({ catalog: () => catalogWith(11) })],
  ]);
  const candidate: Evidence = { ...evidence, kind: 'candidate', environment: 'prod' };
  const question = aQuestion({ bases, evidence: [evidence, candidate] });
  expect(gateTable.previous.answer(question)).toMatchObject({
    state: 'pending',
    reason: { code: 'gate/evidence-stale', args: { environment: 'staging', kind: 'active' } },
  });
  expect(gateTable.smoke.answer({ ...question, rendering: evidence.rendering })).toMatchObject({
    state: 'pending',
    reason: { code: 'gate/evidence-stale', args: { environment: 'prod', kind: 'candidate' } },
  });
});

function at(hours: number): string {
  return new Date(day0 + hours * hour).toISOString();
}
