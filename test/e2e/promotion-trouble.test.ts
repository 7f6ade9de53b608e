import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { World } from '../../src/commands/command.ts';
import type { Git } from '../../src/world/ports.ts';
import { gitIn, runGitBeside, writeFiles } from '../support/hermetic.ts';
import {
  type PromotionWorld,
  pinnedInDev,
  promotionWorld,
  promotionYaml,
  workflowText,
} from '../support/promotion-world.ts';

let world: PromotionWorld;

const quick = `${promotionYaml}overrides: { '*': { gates: { previous: false, smoke: false, soak: 0h, approvals: 0 } } }\n`;
const crashes = [1, 2, 3, 4, 5];

beforeAll(async () => {
  const workflows = ['graded', 'twice', 'moved', 'late', ...crashes.map((each) => `crash-${each}`)];
  world = await promotionWorld({
    'promotion.yaml': quick,
    ...Object.assign(
      {},
      ...workflows.map((name, index) =>
        pinnedInDev(name, workflowText(50 + index, name === 'graded')),
      ),
    ),
  });
});
afterAll(() => world.stop());

/** The git of a command with another `push`. */
function withPush(push: (git: Git) => Git['push']): (effects: World) => World {
  return (effects) => ({
    ...effects,
    git: async (folder) => {
      const git = await effects.git(folder);
      return git === undefined ? undefined : { ...git, push: push(git) };
    },
  });
}

async function promotionsOf(name: string) {
  const { ada, as } = world;
  const history = JSON.parse((await as(ada, 'history', `${name}@staging`, '--json')).out).value;
  await ada.run('fetch', '--quiet', 'origin', 'comfypin-records');
  const files = (await ada.run('ls-tree', '-r', '--name-only', 'FETCH_HEAD', 'promotion/')).split(
    '\n',
  );
  const records = await Promise.all(
    files.filter(Boolean).map((file) => ada.run('show', `FETCH_HEAD:${file}`)),
  );
  return {
    merges: history.entries.length,
    pullRequests: new Set(history.entries.map((each: { pullRequest: number }) => each.pullRequest))
      .size,
    records: records.filter((text) => JSON.parse(text).workflow === name).length,
  };
}

it.each(crashes)(
  'goes on where a process was killed after its push %i, to the same end',
  async (crash) => {
    const { ada, as, asWith } = world;
    const name = `crash-${crash}`;
    const words = ['promote', name, '--env', 'staging', '--merge'];
    let pushes = 0;
    const dying = withPush((git) => async (...given) => {
      if (pushes >= crash) throw new Error('killed');
      const result = await git.push(...given);
      pushes += 1;
      if (pushes === crash) throw new Error('killed');
      return result;
    });
    expect((await asWith(dying, ada, ...words)).code).toBe(70);
    expect(pushes).toBe(crash);
    expect((await as(ada, ...words)).code).toBe(0);
    expect(await promotionsOf(name)).toEqual({ merges: 1, pullRequests: 1, records: 1 });
    const open = await as(ada, 'pr', 'list');
    expect(open.out).not.toContain(name);
  },
);

it('makes one pull request when two people promote at once', async () => {
  const { ada, grace, as } = world;
  const words = ['promote', 'twice', '--env', 'staging', '--json'];
  const answers = await Promise.all([as(ada, ...words), as(grace, ...words)]);
  const numbers = answers.map(({ code, out }) => [
    code,
    JSON.parse(out).value.items[0].pullRequest.number,
  ]);
  expect(numbers[0]).toEqual(numbers[1]);
  expect(numbers[0]?.[0]).toBe(0);
  const merges = await Promise.all(
    [ada, grace].map((who) => as(who, 'promote', 'twice', '--env', 'staging', '--merge')),
  );
  expect(merges.map((each) => each.code)).toContain(0);
  expect(await promotionsOf('twice')).toEqual({ merges: 1, pullRequests: 1, records: 1 });
});

it('takes its own branch back when something else was pushed to it meanwhile', async () => {
  const { ada, grace, asWith } = world;
  const branch = 'refs/heads/comfypin/promote/staging/moved';
  let once = false;
  const racing = withPush((git) => async (remote, updates) => {
    if (!once) {
      once = true;
      await grace.run('push', '--quiet', 'origin', `HEAD:${branch}`);
    }
    return git.push(remote, updates);
  });
  const answer = await asWith(racing, ada, 'promote', 'moved', '--env', 'staging', '--merge');
  expect(answer).toMatchObject({ code: 0 });
  expect(await promotionsOf('moved')).toMatchObject({ merges: 1 });
});

it('does not merge a head that it did not ask the gates about', async () => {
  const { ada, grace, asWith, as } = world;
  const late = (effects: World): World => ({
    ...effects,
    forge: async (options) => {
      const forge = await effects.forge(options);
      return {
        ...forge,
        merge: async (number, wish) => {
          await grace.run('fetch', '--quiet', 'origin', 'comfypin/promote/staging/late');
          await grace.run('checkout', '--quiet', '--detach', 'FETCH_HEAD');
          await grace.run('commit', '--quiet', '--allow-empty', '--message=Sneak in');
          await grace.run(
            'push',
            '--quiet',
            'origin',
            'HEAD:refs/heads/comfypin/promote/staging/late',
          );
          return forge.merge(number, wish);
        },
      };
    },
  });
  const answer = await asWith(late, ada, 'promote', 'late', '--env', 'staging', '--merge');
  expect(answer.code).toBe(5);
  expect((await as(ada, 'pr', 'list')).out).toContain('comfypin/promote/staging/late');
});

it('stops a release that prod cannot run, naming node and type, and opens nothing', async () => {
  const { ada, as } = world;
  expect((await as(ada, 'promote', 'graded', '--env', 'staging', '--merge')).code).toBe(0);
  const refused = await as(ada, 'promote', 'graded', '--env', 'prod');
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/StyleGrade/);
  expect(refused.err).toMatch(/node 4/);
  expect((await as(ada, 'pr', 'list')).out).not.toContain('prod/graded');
});

it('completes a shallow clone before it counts anything', async () => {
  const { ada, as, env, folder, url } = world;
  await runGitBeside(folder, env, 'clone', '--quiet', '--depth=1', url, 'shallow');
  const shallow = {
    ...ada,
    folder: join(folder, 'shallow'),
    git: await gitIn(join(folder, 'shallow'), env),
  };
  const [whole, part] = [
    await as(ada, 'status', 'crash-*'),
    await as(shallow, 'status', 'crash-*'),
  ];
  expect(part).toEqual(whole);
});

it('says what was wrong with the question, and changes nothing', async () => {
  const { ada, as } = world;
  const asked = async (...words: string[]) => {
    const { code, err } = await as(ada, ...words);
    return `${code} ${err.split('\n').slice(0, 1).join()}`;
  };
  expect(await asked('promote', 'twiced', '--env', 'staging')).toContain(
    '2 error: There is no pinned workflow "twiced" in dev',
  );
  expect(await asked('promote', 'twice', '--env', 'dev')).toContain(
    '2 error: Nothing can be promoted to dev',
  );
  expect(await asked('hold', 'twiced@prod', '--reason', 'x')).toContain(
    '2 error: There is no pinned workflow',
  );
  expect(await asked('rollback', 'twice@prod')).toContain('1 error: twice is not pinned in prod');
  expect(await asked('ban', 'twice', '--reason', 'x')).toContain('2 error: "twice" is a workflow');
  expect(await asked('why', 'twice')).toContain('2 error: "twice" does not name');
  expect((await as(ada, 'status')).out).not.toMatch(/^(hold|ban) /m);
});

it('warns of a pin that only the work tree has, and promotes what the remote has', async () => {
  const { ada, as } = world;
  await ada.run('pull', '--quiet');
  const before = await ada.run('rev-parse', 'HEAD:workflows/dev/hero/pin.json');
  writeFiles(ada.folder, pinnedInDev('hero', workflowText(99)));
  const answer = await as(ada, 'promote', 'hero', '--env', 'staging', '--dry-run');
  expect(answer.err).toContain('Your pin of hero in dev differs');
  expect(answer.out).toContain('would push the branch comfypin/promote/staging/hero');
  await ada.run('checkout', '--quiet', '--', '.');
  expect(await ada.run('rev-parse', 'HEAD:workflows/dev/hero/pin.json')).toBe(before);
  expect((await as(ada, 'pr', 'list')).out).not.toContain('staging/hero');
});

it('refuses a workflow that is not what its pin says', async () => {
  const { ada, as } = world;
  await world.commit({ 'workflows/dev/hero/workflow.json': workflowText(77) });
  const answer = await as(ada, 'promote', 'hero', '--env', 'staging');
  expect(answer.code).toBe(1);
  expect(answer.err).toMatch(/workflows\/dev\/hero\//);
  expect((await as(ada, 'pr', 'list')).out).not.toContain('staging/hero');
});

it('does nothing on a broken promotion.yaml of the default branch, whatever the work tree says', async () => {
  const { ada, as } = world;
  await world.commit({ 'promotion.yaml': `${quick}gate: {}\n` });
  writeFiles(ada.folder, { 'promotion.yaml': quick });
  const answer = await as(ada, 'promote', 'twice', '--env', 'prod');
  expect(answer).toMatchObject({ code: 2, out: '' });
  expect(answer.err).toMatch(/There is no option "gate" at the top\.\n +at promotion\.yaml:9:1/);
});
