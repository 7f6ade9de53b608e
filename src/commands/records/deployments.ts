/** Publishes on a hosted forge which release became live where, beside the record of its merge. */

import type { Digest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { member } from '../../base/json.ts';
import { titleOf } from '../../base/problem.ts';
import type { PromotionConfig } from '../../core/promotion/config-types.ts';
import { historyOf, type RepositoryFacts } from '../../core/promotion/facts.ts';
import { numberReleases } from '../../core/promotion/history.ts';
import { nameRelease, releaseText } from '../../core/promotion/naming.ts';
import { environmentsAfter } from '../../core/promotion/policy.ts';
import type { RecordFile } from '../../core/promotion/records.ts';
import type { HostedForge, NewDeployment } from '../../world/ports.ts';
import type { World } from '../command.ts';

interface Published {
  readonly hosted: HostedForge;
  readonly config: PromotionConfig;
  readonly slots: RepositoryFacts['slots'];
}

/**
 * Comes before the records are pushed, and asks what is there: a process that ended in between says it again. Deployments
 * only show; a token that may not write them stops nothing.
 */
export async function publishDeployments(
  records: readonly RecordFile[],
  { hosted, config, slots }: Published,
  world: Pick<World, 'progress'>,
): Promise<void> {
  for (const record of records) {
    const deployment = deploymentOf(record, config, slots);
    if (deployment === undefined) continue;
    try {
      await hosted.deploy(deployment);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const [found] = error.problems;
      world.progress.say(
        `No deployment was published (comfypin doctor says what it needs): ${found === undefined ? '' : titleOf(found)}`,
      );
      return;
    }
  }
}

function deploymentOf(
  { environment, content }: RecordFile,
  config: PromotionConfig,
  slots: RepositoryFacts['slots'],
): NewDeployment | undefined {
  const text = (key: string): string => {
    const value = member(content, key);
    return typeof value === 'string' ? value : '';
  };
  const workflow = text('workflow');
  const first = config.environments[0]?.name ?? '';
  const numbers = numberReleases(historyOf({ slots }, workflow, first));
  const name = nameRelease(text('release') as Digest, numbers);
  return {
    environment,
    workflow,
    commit: text('merge'),
    description: `${workflow} ${releaseText(name)}`,
    production: environmentsAfter(config, environment).length === 0,
  };
}
