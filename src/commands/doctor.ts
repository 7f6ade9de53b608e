/** `doctor`: checks what promotions stand on, and says the fix of each thing that is wrong. */

import { Failure } from '../base/failure.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { PromotionConfig } from '../core/promotion/config-types.ts';
import { type DoctorAnswer, renderDoctor } from '../report/text/doctor.ts';
import { command, type Outcome, type World } from './command.ts';
import { type Finding, forgeFindings } from './doctor/doctor-forge.ts';
import { serverFinding } from './doctor/doctor-servers.ts';
import { forgeOf } from './project/forge.ts';
import { openProject, type Project } from './project/project.ts';
import { decidingConfig, gitOf } from './records/repository.ts';

const neededGit = [2, 38] as const;
const promoteFile = '.github/workflows/promote.yml';

export const doctor = command({
  name: 'doctor',
  summary: 'Check git, the token, protection, forks, runners and servers; each with the fix',
  description:
    'Writes nothing. Reads promotion.yaml of the default branch, the settings of the repository as far as the token may,\n' +
    'and asks every server once with and once without its token. What could not be read is said, and counts as neither\n' +
    'good nor bad. Ends with 1 where an error was found.',
  examples: ['comfypin doctor', 'comfypin doctor --json', 'comfypin doctor --offline'],
  arguments: [],
  options: { offline: { type: 'flag', summary: 'ask no server' } },
  run: async ({ options }, world): Promise<Outcome<DoctorAnswer>> => {
    const project = await openProject(world);
    const findings: Finding[] = [...(await gitFindings(project, world))];
    const forge = await forgePart(project, world);
    findings.push(...forge.findings);
    const { environments } = forge.config;
    for (const environment of options.offline ? [] : environments) {
      world.progress.show(`servers of ${environment.name}`);
      findings.push(await serverFinding(environment, world, project.top));
    }
    world.progress.done();
    const checks = findings.map(({ check, known, problems }) => ({
      check,
      state: stateOf(known, problems),
    }));
    return {
      value: { forge: forge.kind, checks },
      problems: findings.flatMap((each) => each.problems),
    };
  },
  renderers: { text: renderDoctor },
});

function stateOf(
  known: boolean,
  problems: readonly Problem[],
): DoctorAnswer['checks'][number]['state'] {
  if (problems.some((each) => each.severity === 'error')) return 'wrong';
  if (problems.some((each) => each.severity === 'warning')) return 'warning';
  return known ? 'good' : 'unknown';
}

async function gitFindings(project: Project, world: World): Promise<readonly Finding[]> {
  const { git, remote } = gitOf(project, world);
  const version = await git.version();
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const old = major < neededGit[0] || (major === neededGit[0] && minor < neededGit[1]);
  const shallow = await git.isShallow();
  const oldGit = problem('doctor/old-git', {}, { version, needed: neededGit.join('.') });
  return [
    { check: 'git', known: true, problems: old ? [oldGit] : [] },
    {
      check: 'history',
      known: true,
      problems: shallow ? [problem('doctor/shallow', {}, { remote })] : [],
    },
  ];
}

interface ForgePart {
  readonly kind: 'local' | 'github' | 'none';
  readonly config: PromotionConfig;
  readonly findings: readonly Finding[];
}

/** Where the remote or the forge cannot be reached, that is the finding, and the servers are asked all the same. */
async function forgePart(project: Project, world: World): Promise<ForgePart> {
  const { git, remote } = gitOf(project, world);
  try {
    const config = await decidingConfig(git, remote);
    const forge = await forgeOf(git, config.forge, world);
    const base = (await git.defaultBranch(remote)) ?? 'main';
    const { hosted } = forge;
    const reached = { check: 'remote', known: true, problems: [] };
    if (hosted === undefined) return { kind: forge.kind, config, findings: [reached] };
    const usesActions = (await git.tree(`refs/remotes/${remote}/${base}`, promoteFile)).length > 0;
    const now = world.clock.now();
    const found = await forgeFindings({ hosted, config, base, usesActions, now });
    return { kind: forge.kind, config, findings: [reached, ...found] };
  } catch (error) {
    if (!(error instanceof Failure) || world.signal.aborted) throw error;
    const finding = { check: 'remote', known: true, problems: error.problems };
    return { kind: 'none', config: project.config, findings: [finding] };
  }
}
