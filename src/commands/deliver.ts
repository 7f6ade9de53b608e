/** `deliver`: the pinned canvases of an environment, put on its servers for people to open. */

import { hasErrors, type Problem, problem } from '../base/problem.ts';
import { nearestName } from '../base/text.ts';
import { canvasRecord, ledgerOf } from '../core/capture/ledger.ts';
import { matchesGlob } from '../core/promotion/glob.ts';
import { parsePin } from '../core/promotion/pin.ts';
import { canvasFile, pinFile, textOf } from '../core/promotion/release-files.ts';
import { verifyPin } from '../core/promotion/verify-pin.ts';
import { type DeliveryReport, renderDeliveries } from '../report/text/deliver.ts';
import { type AssetDelivery, deliverAssets } from './capture/asset-delivery.ts';
import { visitHomes } from './capture/canvas-homes.ts';
import { storeCanvases } from './capture/canvas-store.ts';
import { canvasIn } from './capture/capture-run.ts';
import {
  type Delivered,
  type DeliveryRun,
  deliverTo,
  type PinnedCanvas,
} from './capture/delivery.ts';
import { command, type World } from './command.ts';
import { baseOnRemote } from './project/additions.ts';
import { type Folders, folderOf, recordedCatalog } from './project/folders.ts';
import { forgeOf } from './project/forge.ts';
import { environmentOf, openProject, type Project } from './project/project.ts';
import { appendRecords, readRecords } from './records/records.ts';

export const deliver = command({
  name: 'deliver',
  summary: 'Put the pinned canvases of an environment on its servers, below workflows/pinned/',
  description:
    'What the default branch pins is written as workflows/pinned/NAME.json, and its input files are uploaded.\n' +
    'A file that somebody saved there since is never written over: exit 5, capture it first.',
  examples: [
    'comfypin deliver dev',
    "comfypin deliver prod 'acme/*' --dry-run",
    'comfypin deliver staging --prune',
  ],
  arguments: [
    { name: 'environment', summary: 'the environment', required: true },
    { name: 'names', summary: 'workflows, or globs of them; all without', many: true },
  ],
  options: {
    server: { type: 'list', value: 'url', summary: 'only this server of the environment' },
    user: { type: 'list', value: 'name', summary: 'only this user of servers that have several' },
    prune: { type: 'flag', summary: 'remove what was delivered and is pinned no more' },
    dryRun: { type: 'flag', summary: 'tell what would be written' },
  },
  run: async ({ words, options }, world) => {
    const [name = '', ...names] = words;
    const project = await openProject(world);
    const { run, remote, skipped, problems } = await prepare(name, names, options, project, world);
    const assets: AssetDelivery[] = [];
    const done: Delivered = { rows: [], problems, entries: [], contents: [] };
    const choice = { servers: options.server, users: options.user, command: 'deliver' };
    const context = { world, top: project.top };
    const seen = new Set<string>();
    const failures = await visitHomes(run.environment, choice, context, async (home) => {
      if (!seen.has(home.server)) assets.push(...(await deliverAssets(run, home)));
      seen.add(home.server);
      await deliverTo(run, home, done);
    }).finally(async () => {
      // what was written is recorded also where a later server ends the run
      if (options.dryRun || done.entries.length === 0) return;
      await storeCanvases(run.git, remote, done.contents, world);
      await appendRecords(run.git, remote, done.entries.map(canvasRecord), world);
    });
    const { dryRun } = options;
    const value: DeliveryReport = {
      environment: name,
      dryRun,
      canvases: done.rows,
      assets,
      skipped,
    };
    return { value, problems: [...failures, ...problems] };
  },
  renderers: { text: renderDeliveries },
});

async function prepare(
  name: string,
  words: readonly string[],
  options: { readonly prune: boolean; readonly dryRun: boolean },
  project: Project,
  world: World,
) {
  const base = await baseOnRemote(project);
  if (base.remote === undefined) throw new Error('the remote has no base');
  const { git, commit } = base.remote;
  const environment = environmentOf(base.config, name);
  const { remote } = project.config.forge;
  const forge = await forgeOf(git, base.config.forge, world);
  const isChosen = (workflow: string): boolean =>
    words.length === 0 || words.some((word) => matchesGlob(word, workflow));
  const { pinned, unsound, skipped, problems } = await pinnedCanvases(base.folders, name, isChosen);
  const ledger = ledgerOf(await readRecords(git, remote));
  const gone = [...ledger.values()].flatMap(([last]) => last?.workflow ?? []);
  problems.push(...unknownNames(words, [...pinned.keys(), ...unsound, ...skipped, ...gone], name));
  const run: DeliveryRun = {
    world,
    git,
    commit,
    forge,
    me: await forge.me(),
    environment,
    catalog: await recordedCatalog(base.folders, name),
    ledger,
    dryRun: options.dryRun,
    prune: options.prune,
    isChosen,
    pinned,
    unsound,
  };
  return { run, remote, skipped, problems };
}

/** Returns what is pinned with a canvas; a pin that does not verify is delivered nowhere. */
async function pinnedCanvases(
  folders: Folders,
  environment: string,
  isChosen: (workflow: string) => boolean,
) {
  const pinned = new Map<string, PinnedCanvas>();
  const [skipped, unsound]: [string[], string[]] = [[], []];
  const problems: Problem[] = [];
  for (const workflow of await folders.names(environment)) {
    const files = (await folders.files(environment, workflow)) ?? new Map<string, Uint8Array>();
    const prefix = `${folderOf(environment, workflow)}/`;
    const bytes = files.get(canvasFile);
    const canvas = canvasIn(bytes);
    const { pin } = parsePin(textOf(files.get(pinFile) ?? new Uint8Array()) ?? '');
    const found = files.has(pinFile) ? verifyPin(files, prefix) : [];
    if (isChosen(workflow)) problems.push(...found);
    if (hasErrors(found)) unsound.push(workflow);
    else if (pin !== undefined && bytes !== undefined && canvas !== undefined) {
      pinned.set(workflow, { workflow, bytes, canvas, pin, files });
    } else if (isChosen(workflow)) skipped.push(workflow);
  }
  return { pinned, unsound, skipped, problems };
}

function unknownNames(
  words: readonly string[],
  known: readonly string[],
  environment: string,
): readonly Problem[] {
  return words
    .filter((word) => !known.some((name) => matchesGlob(word, name)))
    .map((name) => {
      const nearest = nearestName(name, known);
      return problem('pin/unknown-workflow', {}, { name, environment, nearest });
    });
}
