import { expect, it } from 'vitest';
import { parseConfig } from '../../src/core/promotion/config.ts';
import { adoptionRecord, isEdit } from '../../src/core/promotion/edits.ts';
import { currentOf } from '../../src/core/promotion/history.ts';
import { standingOf } from '../../src/core/promotion/standing.ts';
import { liftRecord, stopRecord } from '../../src/core/promotion/stop-records.ts';
import { aDigest } from '../support/builders.ts';
import { type Chance, chance } from '../support/chance.ts';
import {
  checkPromises,
  close,
  commit,
  emptyModel,
  factsOf,
  forcePush,
  hour,
  interrupted,
  type Model,
  mergeAs,
  reconcile,
  record,
  removeByHand,
  rollBack,
  settle,
  smoke,
} from '../support/promotion-model.ts';

/** All of them in CI; by hand enough to notice a broken rule. */
const usual = process.env['CI'] === undefined ? 400 : 2000;
const count = Number(process.env['COMFYPIN_HISTORIES'] ?? usual);
const seed = Number(process.env['COMFYPIN_SEED'] ?? 20_261_121);
const eventsPerHistory = 24;

function configOf({ pick, maybe }: Chance) {
  const policy = () =>
    `promotion: { auto: ${maybe(0.85)}, merge: ${maybe(0.8) ? 'auto' : 'manual'}, policy: ${pick(['latest', 'queue', 'hold-while-soaking'])}, rollback: ${pick(['off', 'open', 'merge'])}, edits: ${pick(['block', 'adopt', 'revert'])} }`;
  const gates = () =>
    `gates: { soak: ${pick(['0h', '2h', '24h'])}, smoke: ${maybe(0.7)}, approvals: ${maybe(0.2) ? 1 : 0} }`;
  const text = `version: 1\nenvironments:\n  dev: {}\n  staging: { after: dev, ${gates()}, ${policy()} }\n  prod: { after: staging, ${gates()}, ${policy()} }\n`;
  const { config } = parseConfig(text, 'promotion.yaml');
  if (config === undefined) throw new Error('the configuration is wrong');
  return config;
}

const workflows = ['hero', 'acme/lamp'];
const releases = ['a', 'b', 'c', 'd', 'e'].map(aDigest);

/** What happens in the world between two looks of the planner. */
const events: readonly ((model: Model, chance: Chance) => void)[] = [
  (model, { pick }) => {
    commit(model, pick(workflows) ?? '', 'dev', pick(releases));
  },
  smokeActive,
  smokeActive,
  smokeActive,
  smokeCandidate,
  smokeCandidate,
  (model, { pick }) => {
    // what came into a higher environment fails there
    const slot = pick(factsOf(model).slots.filter((each) => each.environment !== 'dev'));
    const stay = slot && currentOf(slot.history);
    if (slot !== undefined && stay !== undefined) {
      smoke(model, 'active', slot.environment, stay.release, false);
    }
  },
  (model, { pick }) => rollBack(model, pick(workflows) ?? '', pick(['staging', 'prod']) ?? ''),
  (model, { below }) => {
    model.now += below(30) * hour;
  },
  (model, { below }) => {
    // a clock that was set back
    model.now -= below(3) * hour;
  },
  (model, { pick }) => {
    const open = pick(openPulls(model));
    if (open === undefined) return;
    const review = {
      reviewer: 'Grace',
      state: 'approved',
      commit: open.head,
      at: model.now,
    } as const;
    model.pulls = model.pulls.map((each) =>
      each.number === open.number ? { ...each, reviews: [...each.reviews, review] } : each,
    );
  },
  (model, { pick }) => close(model, pick(openPulls(model))?.number ?? 0),
  (model, { pick }) =>
    forcePush(model, pick(openPulls(model))?.number ?? 0, pick(releases) ?? aDigest('a')),
  (model, { pick }) => {
    // on the forge: with the forge's own words, or rebased without any
    const open = pick(openPulls(model));
    if (open === undefined) return;
    const words = [
      `Merge pull request #${open.number} from o/${open.branch}`,
      'Change',
      `Tidy (#${open.number})`,
    ];
    mergeAs(model, open.number, pick(words) ?? '');
  },
  (model, { pick }) => {
    // a direct edit, a revert, or a deletion in a higher environment
    const environment = pick(['staging', 'prod']) ?? '';
    commit(model, pick(workflows) ?? '', environment, pick([...releases, undefined]));
  },
  (model, { pick, maybe }) => {
    if (maybe(0.3)) removeByHand(model, pick(workflows) ?? '', pick(['dev', 'staging']) ?? '');
  },
  (model, { pick, maybe }) => {
    // somebody keeps an edit
    const slot = pick(factsOf(model).slots.filter((each) => each.environment !== 'dev'));
    const stay = slot && currentOf(slot.history);
    if (slot === undefined || stay === undefined || !isEdit(stay) || maybe(0.3)) return;
    const { workflow, environment } = slot;
    const by = { name: 'Ada', reason: 'kept', at: model.now };
    record(model, adoptionRecord({ workflow, environment }, stay, by));
  },
  stop,
  (model, { pick }) => {
    const stop = pick(standingOf([...model.records.values()], [], model.now).stops);
    const lift = stop && liftRecord([stop], { name: 'Ada', reason: 'over', at: model.now });
    if (lift !== undefined) record(model, lift);
  },
];

function stop(model: Model, { pick, maybe }: Chance): void {
  const kind = pick(['hold', 'freeze', 'ban'] as const) ?? 'hold';
  const on = { workflow: pick(workflows) ?? '', environment: pick(['staging', 'prod']) ?? '' };
  const subject = {
    hold: on,
    freeze: { environment: on.environment },
    ban: { release: pick(releases) ?? aDigest('a') },
  }[kind];
  const until = maybe(0.3) ? { until: model.now + 5 * hour } : {};
  record(model, stopRecord({ kind, ...subject, ...until, reason: 'r', by: 'Ada', at: model.now }));
}

function openPulls(model: Model) {
  return model.pulls.filter((each) => each.state === 'open');
}

function smokeActive(model: Model, { pick, maybe }: Chance): void {
  const slot = pick(factsOf(model).slots);
  const stay = slot && currentOf(slot.history);
  if (slot !== undefined && stay !== undefined) {
    smoke(model, 'active', slot.environment, stay.release, maybe(0.85));
  }
}

function smokeCandidate(model: Model, { pick, maybe }: Chance): void {
  const open = pick(openPulls(model));
  if (open?.pin === undefined) return;
  smoke(model, 'candidate', open.environment, open.pin.release, maybe(0.85));
}

/** One history: events that are seen late, twice or not at all, processes that end in the middle, and two at once. */
function live(of: number): Model {
  const random = chance(of);
  const model = emptyModel(configOf(random));
  for (const workflow of workflows) commit(model, workflow, 'dev', releases[0]);
  model.meanwhile = () => {
    if (random.maybe(0.3)) stop(model, random);
  };
  for (let index = 0; index < eventsPerHistory; index += 1) {
    model.stepsLeft = Number.POSITIVE_INFINITY;
    random.pick(events)?.(model, random);
    if (random.maybe(0.25)) continue;
    model.stepsLeft = random.maybe(0.3) ? random.below(5) : Number.POSITIVE_INFINITY;
    try {
      reconcile(model);
    } catch (error) {
      if (error !== interrupted) throw error;
    }
  }
  model.meanwhile = () => undefined;
  settle(model);
  checkPromises(model);
  return model;
}

it(`keeps its promises in ${count} random histories`, () => {
  const seen = { promotions: 0, rollbacks: 0, removals: 0, edits: 0, adopted: 0, closed: 0 };
  for (let index = 0; index < count; index += 1) {
    const of = seed + index;
    try {
      const { merges, records, pulls } = live(of);
      seen.promotions += merges.filter((each) => each.action === 'promote').length;
      seen.rollbacks += merges.filter((each) => each.action === 'rollback').length;
      seen.removals += merges.filter((each) => each.action === 'remove').length;
      seen.adopted += pulls.filter((each) => each.action === 'adopt').length;
      seen.edits += [...records.values()].filter((each) => each.kind === 'bypass').length;
      seen.closed += pulls.filter((each) => each.state === 'closed').length;
    } catch (error) {
      const again = `COMFYPIN_SEED=${of} COMFYPIN_HISTORIES=1`;
      throw new Error(`history ${of} (${again})`, { cause: error });
    }
  }
  console.info(`${count} histories from seed ${seed}: ${JSON.stringify(seen)}`);
  if (count < 300) return;
  for (const [what, often] of Object.entries(seen)) {
    expect(often, `too few ${what} to prove anything`).toBeGreaterThan(count / 40);
  }
}, 60_000);
