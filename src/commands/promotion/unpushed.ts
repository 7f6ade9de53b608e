/** Warns of pins in the work tree that the remote's default branch does not have. */

import { join } from 'node:path';
import type { Problem } from '../../base/problem.ts';
import { problem } from '../../base/problem.ts';
import { slotFolder } from '../../core/promotion/slots.ts';
import type { World } from '../command.ts';
import type { Project } from '../project/project.ts';
import { textOfBlob } from '../records/blob-text.ts';
import type { Repository } from '../records/repository.ts';

/** Compares the pins of these workflows in an environment; one that is only on the remote is no reason to warn. */
export async function unpushedPins(
  workflows: readonly string[],
  environment: string,
  { repository, project, world }: { repository: Repository; project: Project; world: World },
): Promise<readonly Problem[]> {
  const { git, facts } = repository;
  const found: Problem[] = [];
  for (const workflow of workflows) {
    const path = `${slotFolder(workflow, environment)}/pin.json`;
    const local = await world.disk.read(join(project.top, path));
    if (local === undefined) continue;
    const [entry] = await git.tree(facts.base.commit, path);
    const remote = entry === undefined ? undefined : await textOfBlob(git, entry.id);
    if (remote === new TextDecoder().decode(local)) continue;
    const at = { workflow, environment };
    found.push(
      problem(
        'promotion/unpushed-pin',
        { ...at, file: path },
        { ...at, branch: facts.base.branch },
      ),
    );
  }
  return found;
}
