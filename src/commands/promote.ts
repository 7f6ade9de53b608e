/** `promote`: a release on its way into the next environment, as a pull request. */

import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { historyOf, type RepositoryFacts } from '../core/promotion/facts.ts';
import { currentOf } from '../core/promotion/history.ts';
import { planPromotions } from '../core/promotion/plan.ts';
import { environmentBefore } from '../core/promotion/policy.ts';
import { removedAt } from '../core/promotion/removals.ts';
import { renderPromoteGithub } from '../report/promote-notices.ts';
import { renderPromote } from '../report/text/promote.ts';
import { command, type World } from './command.ts';
import { throughActions, viaOptions } from './hosted/via.ts';
import { environmentOf, openProject } from './project/project.ts';
import { workflowsNamed } from './project/slot-names.ts';
import { applyItems } from './promotion/apply.ts';
import { openBackMerges } from './promotion/back-merges.ts';
import { checkMaySkip, hotfixSkips } from './promotion/hotfixes.ts';
import { promoteOutcome, waitingOptions } from './promotion/promotion-answer.ts';
import { removalRequest } from './promotion/removal-request.ts';
import { promotionRequest } from './promotion/requests.ts';
import { unpushedPins } from './promotion/unpushed.ts';
import { appendMissing, readRepository } from './records/repository.ts';

export const promote = command({
  name: 'promote',
  summary: 'Bring a release into the next environment, by pull request',
  description:
    'Takes the release that the environment before holds on the remote’s default branch, writes it for the environment, and opens or updates one pull request. With --merge it is merged when its gates pass.',
  arguments: [
    {
      name: 'name',
      summary: 'workflows, globs as acme/*, or one as portrait@staging',
      required: true,
      many: true,
    },
  ],
  options: {
    env: { type: 'text', value: 'environment', summary: 'where to' },
    release: {
      type: 'text',
      value: 'release',
      summary: 'v14, an alias or a digest; not the newest',
    },
    merge: { type: 'flag', summary: 'merge it when the gates pass' },
    liftHold: { type: 'flag', summary: 'end a hold of the workflow; needs --reason' },
    hotfix: { type: 'flag', summary: 'skip the gates that --skip names; needs --reason' },
    skip: {
      type: 'text',
      value: 'gates',
      summary: 'gates to skip, as soak,approvals; never validation',
    },
    reason: { type: 'text', value: 'text', summary: 'why, for the records' },
    ...viaOptions,
    ...waitingOptions,
    dryRun: { type: 'flag', summary: 'show the plan and do nothing' },
  },
  examples: [
    'comfypin promote portrait --env staging',
    "comfypin promote 'acme/*' --env prod --merge",
    'comfypin promote portrait --env prod --hotfix --skip soak,approvals --reason "wrong hands"',
  ],
  run: async ({ words, options }, world) => {
    const reason = options.reason ?? '';
    if (options.liftHold && reason.trim() === '') {
      const message = '--lift-hold needs --reason: it stands in the records.';
      throw new Failure(problem('cli/usage', {}, { message, command: 'promote' }));
    }
    const skip = hotfixSkips(options);
    const target = targetOf(words, options.env);
    if (options.via !== undefined)
      return viaActions(target, { ...options, via: options.via }, world);
    const project = await openProject(world);
    const repository = await readRepository(project, world);
    const context = { repository, project, world };
    if (skip !== undefined) await checkMaySkip(repository, world);
    const environment = environmentOf(repository.config, target.environment);
    const before = environmentBefore(repository.config, environment);
    const going = removedNames(target.names, before?.name, environment.name, repository.facts);
    const staying = target.names.filter((name) => !going.includes(name));
    const names =
      before === undefined || staying.length === 0
        ? staying
        : workflowsNamed(staying, before.name, repository.facts);
    const requests = [];
    for (const workflow of going) {
      const { merge, liftHold } = options;
      const removal = { workflow, environment, merge, now: false, liftHold, reason };
      requests.push(await removalRequest(removal, context));
    }
    for (const workflow of names) {
      const { merge, liftHold, release } = options;
      const hotfix = skip === undefined ? {} : { skip };
      const wish = { workflow, environment, merge, now: false, liftHold, reason, ...hotfix };
      requests.push(
        await promotionRequest({ ...wish, ...(release === undefined ? {} : { release }) }, context),
      );
    }
    const plan = planPromotions({ ...repository.facts, requests });
    const warnings = [
      ...repository.problems,
      ...(before === undefined ? [] : await unpushedPins(names, before.name, context)),
    ];
    const { dryRun, merge } = options;
    if (!dryRun) await appendMissing({ ...repository, ...repository.facts }, world);
    const applied = dryRun
      ? plan.items.map((item) => ({ item, done: [], problems: [] }))
      : await applyItems(plan.items, context);
    const own = applied
      .filter((each) => skip !== undefined && 'merged' in each)
      .map(({ item }) => item.workflow);
    const back = own.length === 0 ? [] : await openBackMerges(own, { project, world });
    const { allowWaiting } = options;
    const how = { dryRun, merge, allowWaiting, warnings };
    return promoteOutcome([...applied, ...back], repository.facts, how);
  },
  renderers: { text: renderPromote, github: renderPromoteGithub },
});

/** Workflows that the environment before took out on purpose and that are still here: they go from here too. */
function removedNames(
  names: readonly string[],
  before: string | undefined,
  environment: string,
  facts: RepositoryFacts,
): readonly string[] {
  if (before === undefined) return [];
  return names.filter(
    (workflow) =>
      removedAt(facts, { workflow, environment: before }) !== undefined &&
      currentOf(historyOf(facts, workflow, environment)) !== undefined,
  );
}

/** One run per workflow, by the form of promote.yml. */
async function viaActions(
  { names, environment }: ReturnType<typeof targetOf>,
  options: {
    readonly via: string;
    readonly noWait: boolean;
    readonly merge: boolean;
    readonly release?: string | undefined;
    readonly liftHold: boolean;
    readonly hotfix: boolean;
    readonly dryRun: boolean;
  },
  world: World,
) {
  const { via, noWait, merge, release, liftHold, hotfix, dryRun } = options;
  const unfit = Object.entries({ release, liftHold, hotfix, dryRun })
    .filter(([, given]) => given !== undefined && given !== false)
    .map(([name]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  const forms = names.map((workflow) => ({ workflow, environment, merge: String(merge) }));
  const about = { command: 'promote', file: 'promote.yml', via, noWait, forms, unfit };
  return { value: { dryRun: false, items: [] }, problems: await throughActions(about, world) };
}

/** Takes the environment from --env or from words that all name the same one, as `portrait@staging`. */
function targetOf(
  words: readonly string[],
  env: string | undefined,
): { readonly names: readonly string[]; readonly environment: string } {
  const parts = words.map((word) => {
    const at = word.lastIndexOf('@');
    return at === -1 ? { name: word } : { name: word.slice(0, at), env: word.slice(at + 1) };
  });
  const named = new Set(
    [env, ...parts.map((part) => part.env)].filter((each) => each !== undefined),
  );
  const [environment] = named;
  if (environment === undefined || named.size > 1) {
    const message =
      named.size > 1
        ? `One promotion goes to one environment, not to ${[...named].join(' and ')}.`
        : 'Where to? Name the environment with --env.';
    throw new Failure(problem('cli/usage', {}, { message, command: 'promote' }));
  }
  return { names: parts.map((part) => part.name), environment };
}
