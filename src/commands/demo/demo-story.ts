/** The story that the demo tells: who types what, and which exit code it must give. */

import type { DemoRelease } from './demo-graphs.ts';

export type Person = 'Ada' | 'Ben';

export interface Step {
  /** What happens and why, in one sentence. */
  readonly says: string;
  readonly person: Person;
  readonly program: 'comfypin' | 'git';
  readonly words: readonly string[];
  readonly exitCode: number;
  /** What the answer must say, besides the exit code. */
  readonly answers?: RegExp;
  /** A file that the person has before the step: an export of this release. */
  readonly exports?: DemoRelease;
}

const name = 'portrait';

function type(person: Person, says: string, line: string, more: Partial<Step> = {}): Step {
  return { says, person, program: 'comfypin', words: line.split(' '), exitCode: 0, ...more };
}

function git(person: Person, says: string, ...words: readonly string[]): Step {
  return { says, person, program: 'git', words, exitCode: 0 };
}

/** A promotion that goes well: proposed, tried on the environment's own server, merged. */
function promotion(environment: string, number: number, approved: boolean): readonly Step[] {
  return [
    type('Ben', `Ben proposes it for ${environment}.`, `promote ${name} --env ${environment}`),
    type(
      'Ben',
      `What is proposed runs on a server of ${environment}.`,
      `smoke ${name} --env ${environment} --candidate --record`,
    ),
    ...(approved
      ? [type('Ada', 'Production asks for an approval; Ada gives it.', `pr approve ${number}`)]
      : []),
    type('Ben', 'All gates pass: it is merged.', `promote ${name} --env ${environment} --merge`),
  ];
}

/** What is pinned in an environment runs there, from an up-to-date clone. */
function inPlace(environment: string, says: string, more: Partial<Step> = {}): readonly Step[] {
  return [
    git('Ben', says, 'pull', '--quiet', 'origin', 'main'),
    type('Ben', '', `smoke ${name} --env ${environment} --record`, more),
  ];
}

/** A change of the designer: exported from ComfyUI, proposed, merged by a colleague, run in dev. */
function change(says: string, exports: DemoRelease, number: number): readonly Step[] {
  const file = `${exports}.json`;
  const proposed = `origin/comfypin/add/${name}:workflows/dev/${name}/workflow.json`;
  return [
    type('Ada', says, `add ${file} --as ${name} --pr`, { exports }),
    git('Ben', 'Ben looks at what changes in the graph, and merges it.', 'fetch', '--quiet'),
    type('Ben', '', `diff ${name}@dev ${proposed}`),
    type('Ben', '', `pr merge ${number}`),
  ];
}

const staged = 'What is pinned in staging now runs there, too.';

/** Returns all steps; pull requests are numbered from 1 in the order in which they are opened. */
export function demoStory(): readonly Step[] {
  return [
    ...['dev', 'staging', 'prod'].map((environment) =>
      type('Ada', `Ada records what ${environment} offers.`, `record --env ${environment}`),
    ),
    type('Ada', 'She imports her first workflow and pins it.', `add first.json --as ${name}`, {
      exports: 'first',
    }),
    git('Ada', 'This is how the repository begins.', 'add', 'promotion.yaml', 'workflows'),
    git('Ada', '', 'commit', '--quiet', '--message=Begin with the portrait'),
    git('Ada', '', 'push', '--quiet', '--set-upstream', 'origin', 'main'),
    ...inPlace('dev', 'Ben runs it where it is: in dev.'),
    ...promotion('staging', 1, false),
    ...inPlace('staging', staged),
    ...promotion('prod', 2, true),
    ...change('Ada adds film grain and exports her canvas.', 'grainy', 3),
    ...inPlace('dev', 'It runs in dev.'),
    ...promotion('staging', 4, false),
    ...inPlace('staging', staged),
    ...promotion('prod', 5, true),
    ...inPlace('prod', 'And production runs it.'),
    type('Ben', 'The release is everywhere.', 'status'),
    ...change('Ada softens the picture with a node that production does not have.', 'blurred', 6),
    ...inPlace('dev', 'Dev can run it.'),
    ...promotion('staging', 7, false),
    ...inPlace('staging', 'So can staging.'),
    type('Ben', 'Production cannot, and says which node.', `promote ${name} --env prod`, {
      exitCode: 1,
      answers: /ImageBlur/,
    }),
    ...change('Ada forgets a slider at 0: the picture is one flat colour.', 'forgotten', 8),
    ...inPlace('dev', 'The smoke run sees the picture.', { exitCode: 1, answers: /blank/i }),
    type('Ben', 'So it goes no further.', `promote ${name} --env staging`, { exitCode: 1 }),
    type('Ben', 'Customers dislike the grain: back to the release before, in one step.', '', {
      words: ['rollback', `${name}@prod`, '--now', '--reason', 'too much grain'],
    }),
    type('Ben', 'Where everything stands now.', 'status'),
  ];
}
