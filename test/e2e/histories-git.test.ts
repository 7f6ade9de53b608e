import { expect, it } from 'vitest';
import type { World } from '../../src/commands/command.ts';
import { random } from '../../src/world/clock.ts';
import { localForge } from '../../src/world/forge-local.ts';
import { type Chance, chance } from '../support/chance.ts';
import {
  type PromotionWorld,
  pinnedInDev,
  promotionWorld,
  promotionYaml,
  workflowText,
} from '../support/promotion-world.ts';

/** All of them in CI; by hand a few, since each is a repository with a remote, two clones and real processes of git. */
const usual = process.env['CI'] === undefined ? 2 : 50;
const count = Number(process.env['COMFYPIN_GIT_HISTORIES'] ?? usual);
const seed = Number(process.env['COMFYPIN_SEED'] ?? 20_261_121);
const eventsPerHistory = 6;
const environments = ['staging', 'prod'] as const;

function yamlOf({ pick, maybe }: Chance): string {
  const policy = () =>
    `promotion: { auto: ${maybe(0.9)}, merge: ${maybe(0.8) ? 'auto' : 'manual'}, rollback: ${pick(['off', 'open', 'merge'])}, edits: ${pick(['block', 'adopt', 'revert'])} }`;
  return promotionYaml
    .replace('{ after: dev }', `{ after: dev, gates: { smoke: false }, ${policy()} }`)
    .replace(
      'gates: { soak: 24h, approvals: 1 }',
      `gates: { soak: ${pick(['0h', '2h'])}, smoke: false, approvals: 0 }, ${policy()}`,
    );
}

interface Told {
  readonly world: PromotionWorld;
  readonly chance: Chance;
}

const forgeOf = ({ ada, clock }: PromotionWorld) =>
  localForge({ git: ada.git, name: 'origin', clock, random });

async function openNumber({ world, chance: { pick } }: Told): Promise<number | undefined> {
  return pick(await forgeOf(world).openPullRequests('main'))?.number;
}

/** Puts back what an environment held at some earlier commit, past the gates. */
async function edit({ world, chance: { pick } }: Told): Promise<void> {
  const { ada } = world;
  const folder = `workflows/${pick(environments) ?? ''}/hero`;
  await ada.run('fetch', '--quiet', 'origin', 'main');
  const log = await ada.run('log', '--format=%H', 'FETCH_HEAD', '--', folder);
  const from = pick(log.split('\n').filter(Boolean));
  const files =
    from === undefined ? '' : await ada.run('ls-tree', '-r', '--name-only', from, folder);
  const paths = files.split('\n').filter(Boolean);
  const texts = await Promise.all(paths.map((path) => ada.run('show', `${from ?? ''}:${path}`)));
  await world.commit(Object.fromEntries(paths.map((path, at) => [path, `${texts[at] ?? ''}\n`])));
}

const events: readonly ((told: Told) => Promise<unknown>)[] = [
  ({ world, chance: { below } }) => world.commit(pinnedInDev('hero', workflowText(10 + below(5)))),
  ({ world }) => world.smoke('active', 'dev'),
  ({ world }) => world.smoke('active', 'dev'),
  async ({ world, chance: { maybe } }) => {
    const there = await world.as(world.ada, 'history', 'hero@staging');
    if (there.code !== 0) return;
    await world.smoke('active', 'staging', 'hero', maybe(0.7) ? 'passed' : 'failed');
  },
  async ({ world, chance: { below } }) => world.wait(below(4)),
  async (told) => {
    const number = await openNumber(told);
    if (number !== undefined) await told.world.as(told.world.grace, 'pr', 'merge', String(number));
  },
  async (told) => {
    const number = await openNumber(told);
    if (number !== undefined) await forgeOf(told.world).close(number, 'No.');
  },
  edit,
  ({ world, chance: { pick } }) =>
    world.as(world.grace, 'rollback', `hero@${pick(environments) ?? ''}`, '--now', '--reason', 'r'),
  ({ world, chance: { pick, maybe } }) =>
    world.as(
      world.ada,
      ...['freeze', pick(environments) ?? '', '--reason', 'r', ...(maybe(0.5) ? ['--lift'] : [])],
    ),
  ({ world, chance: { pick } }) =>
    world.as(world.ada, 'hold', `hero@${pick(environments) ?? ''}`, '--lift', '--reason', 'r'),
];

/** A process that ends at one of its pushes, before or after it. */
function dying({ below, maybe }: Chance): (effects: World) => World {
  let left = below(5);
  const after = maybe(0.5);
  return (effects) => ({
    ...effects,
    git: async (folder) => {
      const git = await effects.git(folder);
      if (git === undefined) return undefined;
      const push: typeof git.push = async (...given) => {
        left -= 1;
        if (left >= 0) return git.push(...given);
        if (after) await git.push(...given);
        throw new Error('killed');
      };
      return { ...git, push };
    },
  });
}

async function reconcile({ world, chance: random }: Told): Promise<void> {
  const { ada, grace, as, asWith } = world;
  if (random.maybe(0.2)) return;
  if (random.maybe(0.3)) await asWith(dying(random), ada, 'reconcile');
  else if (random.maybe(0.2)) await Promise.all([as(ada, 'reconcile'), as(grace, 'reconcile')]);
  else await as(ada, 'reconcile');
}

/** Everything on the remote, by name. */
const refsOf = ({ ada }: PromotionWorld): Promise<string> => ada.run('ls-remote', 'origin');

async function settle(world: PromotionWorld): Promise<void> {
  for (let round = 0; round < 8; round += 1) {
    const before = await refsOf(world);
    const { code, err } = await world.as(world.ada, 'reconcile');
    if (code === 70) throw new Error(err);
    if ((await refsOf(world)) === before) return;
  }
  throw new Error('no fixed point after 8 rounds');
}

interface Entry {
  readonly action: string;
  readonly commit: string;
  readonly rendering: string;
  readonly audit: readonly { readonly format: string; readonly merge?: string }[];
}

/** What ARCHITECTURE.md promises, read back from the remote. */
async function checkPromises(world: PromotionWorld): Promise<void> {
  const { ada, as } = world;
  for (const environment of environments) {
    const { code, out } = await as(ada, 'history', `hero@${environment}`, '--audit', '--json');
    if (code !== 0) continue;
    const entries: readonly Entry[] = JSON.parse(out).value.entries;
    for (const [index, { action, audit, commit, rendering }] of entries.entries()) {
      const kinds = audit.filter((each) => each.merge === commit).map((each) => each.format);
      const merges = kinds.filter((each) => each === 'comfypin-promotion/1');
      if (action === 'edit') expect(merges, `${environment} ${commit}`).toEqual([]);
      else expect(merges, `${environment} ${commit}`).toHaveLength(1);
      if (index === 0 && action === 'edit') expect(kinds).toContain('comfypin-bypass/1');
      if (action !== 'rollback') continue;
      const earlier = entries.slice(index + 1).map((each) => each.rendering);
      expect(earlier, 'a rollback to what never was there').toContain(rendering);
    }
  }
  const open = (await forgeOf(world).openPullRequests('main')).map((each) => each.head.branch);
  const slots = open.map((branch) => branch.split('/').slice(2).join('/'));
  expect(new Set(slots).size, `two live pull requests: ${open.join(', ')}`).toBe(slots.length);
}

/** Two releases that may go up, so that there is something to go back to. */
async function begin(told: Told): Promise<void> {
  for (const steps of [3, 4]) {
    await told.world.commit(pinnedInDev('hero', workflowText(steps)));
    await told.world.smoke('active', 'dev');
    await told.world.as(told.world.ada, 'reconcile');
  }
}

async function live(of: number): Promise<string> {
  const told = chance(of);
  const world = await promotionWorld({ 'promotion.yaml': yamlOf(told) });
  try {
    await begin({ world, chance: told });
    for (let index = 0; index < eventsPerHistory; index += 1) {
      await told.pick(events)?.({ world, chance: told });
      await reconcile({ world, chance: told });
    }
    await settle(world);
    await checkPromises(world);
    return await world.ada.run('log', '--format=%s', '--first-parent', 'origin/main');
  } finally {
    await world.stop();
  }
}

it(`keeps its promises in ${count} random histories on real git`, async () => {
  const seen = { promotions: 0, rollbacks: 0 };
  for (let index = 0; index < count; index += 1) {
    const of = seed + index;
    try {
      const log = await live(of);
      seen.promotions += log.match(/^Promote /gm)?.length ?? 0;
      seen.rollbacks += log.match(/^Roll /gm)?.length ?? 0;
    } catch (error) {
      const again = `COMFYPIN_SEED=${of} COMFYPIN_GIT_HISTORIES=1`;
      throw new Error(`history ${of} (${again})`, { cause: error });
    }
  }
  console.info(`${count} histories on git from seed ${seed}: ${JSON.stringify(seen)}`);
  if (count >= 20) expect(Math.min(seen.promotions, seen.rollbacks)).toBeGreaterThan(0);
}, 3_600_000);
