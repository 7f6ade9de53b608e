/** What a release would meet in an environment: its files at a revision, the environment's recording, and what validation finds. */

import { basename } from 'node:path';
import { Failure } from '../../base/failure.ts';
import { familyOf, hasErrors, type Problem, problem } from '../../base/problem.ts';
import { parseEnvironment } from '../../core/catalog/recording.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import type { Environment, PromotionConfig } from '../../core/promotion/config-types.ts';
import { environmentOf } from '../../core/promotion/environments.ts';
import type { Files } from '../../core/promotion/facts.ts';
import type { ValidationFact } from '../../core/promotion/gates/gate.ts';
import { parsePin } from '../../core/promotion/pin.ts';
import { pinFile, readReleaseFiles, workflowFile } from '../../core/promotion/release-files.ts';
import { slotFolder } from '../../core/promotion/slots.ts';
import { readSmokeCases } from '../../core/smoke/cases.ts';
import { validateWorkflow } from '../../core/validation/validate-workflow.ts';
import type { Git, ServerAddress } from '../../world/ports.ts';
import type { World } from '../command.ts';
import type { Project } from '../project/project.ts';
import { textOfBlob } from '../records/blob-text.ts';
import type { Repository } from '../records/repository.ts';
import { connectTo } from '../servers/api-prefix.ts';
import { readLiveCatalog } from '../servers/catalogs.ts';
import { newerServer } from '../servers/newer-server.ts';
import { oldRecording } from '../servers/recording-age.ts';
import { serverAddresses } from '../servers/servers.ts';

/** Returns the files below a folder at a revision: path inside of it → bytes. */
export async function filesAt(git: Git, revision: string, folder: string): Promise<Files> {
  const entries = await git.tree(revision, folder);
  const blobs = entries.length === 0 ? new Map() : await git.blobs(entries.map((each) => each.id));
  return new Map(
    entries.map((each) => [
      each.path.slice(folder.length + 1),
      blobs.get(each.id) ?? new Uint8Array(),
    ]),
  );
}

export interface RecordedCatalog {
  readonly catalog?: Catalog;
  readonly problems: readonly Problem[];
}

/** Returns the recording of an environment as a revision has it; no catalog where there is none. */
export async function recordedCatalogAt(
  git: Git,
  revision: string,
  environment: string,
): Promise<RecordedCatalog> {
  const file = `workflows/${environment}/environment.json`;
  const [entry] = await git.tree(revision, file);
  if (entry === undefined) return { problems: [] };
  const known = parsed.get(git) ?? new Map<string, RecordedCatalog>();
  parsed.set(git, known);
  const before = known.get(entry.id);
  if (before !== undefined) return before;
  const { catalog, problems } = parseEnvironment(await textOfBlob(git, entry.id), file);
  const recorded = hasErrors(problems) ? { problems } : { catalog, problems };
  known.set(entry.id, recorded);
  return recorded;
}

/** One recording serves all workflows of its environment; it lives as long as the repository's git is held. */
const parsed = new WeakMap<Git, Map<string, RecordedCatalog>>();

/** The same, with the problem of a recording that is older than the environment allows. */
export async function freshCatalogAt(
  git: Git,
  revision: string,
  environment: Environment,
  world: Pick<World, 'clock'>,
): Promise<RecordedCatalog> {
  const recorded = await recordedCatalogAt(git, revision, environment.name);
  if (recorded.catalog === undefined) return recorded;
  const old = await oldRecording(git, revision, environment, world.clock.now());
  return { ...recorded, problems: [...recorded.problems, ...old] };
}

/** Returns what validation of the release's files against a catalog found. */
export function validateRelease(
  files: Files,
  { catalog, problems }: RecordedCatalog,
  at: { readonly workflow: string; readonly environment: string },
  config: PromotionConfig,
): ValidationFact {
  if (catalog === undefined && hasErrors(problems)) return { state: 'failed', problems };
  if (catalog === undefined) {
    return { state: 'unverifiable', problems: [], why: 'there is no recording of the environment' };
  }
  const file = `${slotFolder(at.workflow, at.environment)}/${workflowFile}`;
  const content = readReleaseFiles(files, `${slotFolder(at.workflow, at.environment)}/`);
  if (content.prompt === undefined) return { state: 'failed', problems: content.problems };
  const { problems: found } = validateWorkflow(content.prompt, catalog, {
    environment: at.environment,
    workflow: at.workflow,
    file,
    text: textIn(files, workflowFile),
    models: config.models,
    ...environmentOf(config, at.environment).rules,
    uploads: uploadsOf(files),
    pinned: parsePin(textIn(files, pinFile)).pin?.description.modelInputs ?? [],
  });
  const all = [...newerServer([catalog]), ...problems, ...content.problems, ...found];
  return { state: hasErrors(all) ? 'failed' : 'passed', problems: all };
}

/** Names of files that are on the server when it runs: the release's assets, and what smoke cases upload. */
function textIn(files: Files, name: string): string {
  return new TextDecoder().decode(files.get(name) ?? new Uint8Array());
}

function uploadsOf(files: Files): readonly string[] {
  const pin = parsePin(textIn(files, pinFile)).pin;
  const inputs = readSmokeCases(files).cases.flatMap((each) => each.inputs);
  return [
    ...(pin?.description.assetInputs ?? []).map((each) => each.file),
    ...inputs.flatMap(({ file }) => (file === undefined ? [] : [basename(file)])),
  ];
}

export interface ValidateOptions {
  readonly workflow: string;
  readonly environment: string;
  readonly files: Files;
  /** Ask the environment as it is today; where that fails, its recording, and the answer is uncertain. */
  readonly live: boolean;
}

/** Validates against the recording of the base branch's tip or, for a rollback, against the environment as it is today. */
export async function validateInEnvironment(
  { git, facts, config }: Pick<Repository, 'git' | 'facts' | 'config'>,
  { world, project }: { readonly world: World; readonly project: Project },
  options: ValidateOptions,
): Promise<ValidationFact> {
  const environment = environmentOf(config, options.environment);
  const recorded = await freshCatalogAt(git, facts.base.commit, environment, world);
  if (!options.live || environment.servers.length === 0) {
    return validateRelease(options.files, recorded, options, config);
  }
  const live = await liveCatalogs(environment, world, project);
  const found = live.map((each) => validateRelease(options.files, each, options, config));
  // a request may come to any of the servers
  const worst = found.find(({ state }) => state === 'failed') ?? found[0];
  if (worst !== undefined) return worst;
  const answer = validateRelease(options.files, recorded, options, config);
  if (answer.state === 'failed') return answer;
  const why = `its server did not answer${recorded.catalog === undefined ? '' : ', and its recording says yes'}`;
  return { ...answer, state: 'unverifiable', why };
}

/** Returns a problem for a workflow that is not pinned where it should be. */
export function notPinned(workflow: string, environment: string): Problem {
  const at = { workflow, environment };
  return problem('promotion/nothing-pinned', at, at);
}

/** Returns the catalogs of the servers that answer; none where no server does or its variables are not set. */
async function liveCatalogs(
  environment: Environment,
  world: World,
  project: Project,
): Promise<readonly RecordedCatalog[]> {
  const found: RecordedCatalog[] = [];
  try {
    for (const address of await serverAddresses(environment, world, project.top)) {
      const catalog = await catalogOrNone(address, world);
      if (catalog !== undefined) found.push({ catalog, problems: [] });
    }
  } catch (error) {
    if (!isOneOf(error, ['config'])) throw error;
  }
  return found;
}

async function catalogOrNone(address: ServerAddress, world: World): Promise<Catalog | undefined> {
  const server = connectTo(address, world);
  try {
    return await readLiveCatalog(server, world);
  } catch (error) {
    if (world.signal.aborted || !isOneOf(error, ['server'])) throw error;
    return undefined;
  } finally {
    await server.close();
  }
}

/** True for a failure of one of the problem families. */
function isOneOf(error: unknown, families: readonly string[]): boolean {
  const code = error instanceof Failure ? error.problems[0]?.code : undefined;
  return code !== undefined && families.includes(familyOf(code));
}
