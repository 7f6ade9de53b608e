import { expect, it } from 'vitest';
import {
  arrivedRecord,
  backMergeOf,
  backMergesDue,
  releasesWithChange,
} from '../../../../src/core/promotion/back-merges.ts';
import { parseConfig } from '../../../../src/core/promotion/config.ts';
import { adoptionRecord } from '../../../../src/core/promotion/edits.ts';
import { historyOf } from '../../../../src/core/promotion/facts.ts';
import type { Occupancy } from '../../../../src/core/promotion/history.ts';
import { hotfixRecord } from '../../../../src/core/promotion/hotfix.ts';
import { aDigest } from '../../../support/builders.ts';
import {
  commit,
  emptyModel,
  factsOf,
  type Model,
  record,
} from '../../../support/promotion-model.ts';

const a = aDigest('a');
const b = aDigest('b');
const own = aDigest('own');
const later = aDigest('later');
const at = { workflow: 'hero', environment: 'prod' };
const promoted = 'Promote (#1)\n\nComfypin-Action: promote';

/** dev and prod held the release a; dev went on to b, and prod got one of its own. */
function changed(message?: string): Model {
  const text =
    'version: 1\nenvironments: { dev: {}, staging: { after: dev }, prod: { after: staging } }\n';
  const { config } = parseConfig(text, 'promotion.yaml');
  if (config === undefined) throw new Error('promotion.yaml is wrong');
  const model = emptyModel(config);
  commit(model, 'hero', 'dev', a);
  commit(model, 'hero', 'prod', a, promoted);
  model.now += 1000;
  commit(model, 'hero', 'dev', b);
  commit(model, 'hero', 'prod', own, message);
  return model;
}

function held(model: Model, environment: string): Occupancy {
  const stay = historyOf(factsOf(model), 'hero', environment).at(-1);
  if (stay === undefined) throw new Error(`nothing is in ${environment}`);
  return stay;
}

/** The same, and somebody keeps it. */
function adopted(): Model {
  const model = changed();
  const by = { name: 'Ada', reason: 'r', at: model.now };
  record(model, adoptionRecord(at, held(model, 'prod'), by));
  return model;
}

const stateOf = (model: Model) => backMergeOf(factsOf(model), 'hero', 'prod')?.state;
const passing = (model: Model) => releasesWithChange(factsOf(model), 'hero', 'prod');

it('is due once somebody keeps the edit, and not before', () => {
  expect(stateOf(changed())).toBeUndefined();
  expect(passing(changed())).toBeUndefined();
  expect(backMergesDue(factsOf(adopted()))).toMatchObject([
    { workflow: 'hero', environment: 'dev', from: 'prod', state: 'due' },
  ]);
  expect(passing(adopted())).toEqual(new Set());
});

it('is due for a hotfix that dev never held, and not for every promotion', () => {
  const model = changed(promoted);
  expect(stateOf(model)).toBeUndefined();
  const { rendering } = held(model, 'prod');
  const gates = ['soak'] as const;
  record(model, hotfixRecord({ ...at, rendering, gates, reason: 'r', by: 'Ada', at: model.now }));
  expect(stateOf(model)).toBe('due');
});

it('lets pass what was made with the change, from its merge on', () => {
  const model = adopted();
  model.now += 1000;
  commit(model, 'hero', 'dev', later, 'Merge pull request #3 from o/comfypin/adopt/dev/hero');
  expect(stateOf(model)).toBe('done');
  expect(passing(model)).toEqual(new Set([later]));
});

it('is done where dev has the change already', () => {
  const model = adopted();
  const place = { workflow: 'hero', environment: 'dev' };
  const { rendering } = held(model, 'prod');
  record(model, arrivedRecord(place, held(model, 'dev'), rendering));
  expect(stateOf(model)).toBe('done');
  expect(passing(model)).toEqual(new Set([b]));
});

it('is over where dev took the very release', () => {
  const model = adopted();
  commit(model, 'hero', 'dev', own);
  expect(stateOf(model)).toBeUndefined();
});
