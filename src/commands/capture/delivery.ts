/** Brings the pinned canvases of an environment to one user of one server; what git does not have is never written over. */

import { type Digest, digestOfBytes } from '../../base/digest.ts';
import { type Problem, problem } from '../../base/problem.ts';
import {
  type DeliveryDecision,
  decideDelivery,
  type FileDigests,
} from '../../core/capture/delivery-decision.ts';
import { type CanvasEntry, type CanvasPlace, entriesAt } from '../../core/capture/ledger.ts';
import { pinnedFolder, pinnedPath, workflowNameOf } from '../../core/capture/names.ts';
import type { WorkflowDiff } from '../../core/diff/types.ts';
import type { Pin } from '../../core/promotion/pin.ts';
import type { WorkflowFiles } from '../../core/promotion/release-files.ts';
import { canvasDigest } from '../../core/workflow/canvas-digest.ts';
import type { CanvasWorkflow } from '../../core/workflow/types.ts';
import { changeWords } from '../../report/text/change-words.ts';
import { describeChange } from '../project/changes.ts';
import type { CanvasHome } from './canvas-homes.ts';
import { type CaptureRun, canvasIn, nextEntry, versionsInHistory } from './capture-run.ts';

/** A workflow that is pinned with a canvas, its pin verified. */
export interface PinnedCanvas {
  readonly workflow: string;
  readonly bytes: Uint8Array;
  readonly canvas: CanvasWorkflow;
  readonly pin: Pin;
  readonly files: WorkflowFiles;
}

export interface DeliveredCanvas {
  readonly server: string;
  readonly user?: string;
  /** Below `workflows/` on the server. */
  readonly path: string;
  readonly workflow: string;
  readonly state: 'written' | 'replaced' | 'unchanged' | 'removed' | 'left' | 'waits' | 'conflict';
  /** What is there against what is pinned; secrets are taken out. */
  readonly diff?: WorkflowDiff;
}

export type DeliveryRun = Pick<
  CaptureRun,
  'world' | 'git' | 'commit' | 'forge' | 'me' | 'environment' | 'catalog' | 'ledger' | 'dryRun'
> & {
  readonly prune: boolean;
  readonly isChosen: (workflow: string) => boolean;
  readonly pinned: ReadonlyMap<string, PinnedCanvas>;
  /** Workflows whose pin does not verify: their files on servers stay as they are. */
  readonly unsound: readonly string[];
};

/** What a run gathers as it goes, so that a server that fails in the middle loses nothing of what was done. */
export interface Delivered {
  readonly rows: DeliveredCanvas[];
  readonly problems: Problem[];
  readonly entries: CanvasEntry[];
  readonly contents: Uint8Array[];
}

/** Goes through what is pinned and what lies in the folder of deliveries. */
export async function deliverTo(
  run: DeliveryRun,
  home: CanvasHome,
  delivered: Delivered,
): Promise<void> {
  const listing = await home.data.list();
  const there = new Set(listing.files.map(({ path }) => path));
  const wanted = new Map(
    [...run.pinned.values()]
      .filter(({ workflow }) => run.isChosen(workflow))
      .map((each) => [pinnedPath(each.workflow), each]),
  );
  const known = new Set([...run.pinned.keys(), ...run.unsound].map(pinnedPath));
  const others = [...there].filter((path) => path.startsWith(pinnedFolder) && !known.has(path));
  for (const path of [...wanted.keys(), ...others].sort()) {
    const workflow = wanted.get(path)?.workflow ?? workflowNameOf(path) ?? '';
    if (!run.isChosen(workflow)) continue;
    run.world.progress.show(`${home.shown}: ${path}`);
    const done = await deliverFile(run, home, path, wanted.get(path), there.has(path));
    if (done.row !== undefined) delivered.rows.push(done.row);
    delivered.problems.push(...done.problems);
    if (done.entry !== undefined) delivered.entries.push(done.entry);
    if (done.bytes !== undefined) delivered.contents.push(done.bytes);
  }
  run.world.progress.done();
}

interface DoneFile {
  readonly row?: DeliveredCanvas;
  readonly problems: readonly Problem[];
  readonly entry?: CanvasEntry;
  readonly bytes?: Uint8Array;
}

async function deliverFile(
  run: DeliveryRun,
  home: CanvasHome,
  path: string,
  pinned: PinnedCanvas | undefined,
  isListed: boolean,
): Promise<DoneFile> {
  const place: CanvasPlace = {
    environment: run.environment.name,
    server: home.server,
    user: home.user?.id ?? '',
    path,
  };
  const current = isListed ? await home.data.read(path) : undefined;
  const canvas = canvasIn(current);
  const entries = entriesAt(run.ledger, place);
  const workflow = pinned?.workflow ?? entries[0]?.workflow ?? workflowNameOf(path) ?? '';
  const wanted = pinned === undefined ? undefined : digestsOf(pinned);
  const there =
    current === undefined
      ? undefined
      : {
          bytes: digestOfBytes(current),
          ...(canvas === undefined ? {} : { canvas: canvasDigest(canvas) }),
        };
  const openCapture = await openPullOf(run, entries[0]);
  const decision = decideDelivery({
    entries,
    prune: run.prune,
    isInHistory: await isInHistory(run, workflow, there, wanted),
    ...(wanted === undefined ? {} : { wanted }),
    ...(there === undefined ? {} : { there }),
    ...(openCapture === undefined ? {} : { openCapture }),
  });
  return carryOut({ run, home, place, workflow, pinned, canvas, there }, decision);
}

function digestsOf({ bytes, canvas }: PinnedCanvas): FileDigests {
  return { bytes: digestOfBytes(bytes), canvas: canvasDigest(canvas) };
}

async function openPullOf(
  { forge }: DeliveryRun,
  last: CanvasEntry | undefined,
): Promise<number | undefined> {
  if (last?.how !== 'captured' || last.pullRequest === undefined) return undefined;
  const pull = await forge.pullRequest(last.pullRequest);
  return pull?.state === 'open' ? pull.number : undefined;
}

/** Looked up only where it can decide: the place holds something else than what is wanted. */
async function isInHistory(
  { git, commit, environment }: DeliveryRun,
  workflow: string,
  there: { readonly bytes: Digest; readonly canvas?: Digest } | undefined,
  wanted: FileDigests | undefined,
): Promise<boolean> {
  if (there === undefined || workflow === '') return false;
  if (there.bytes === wanted?.bytes || there.canvas === wanted?.canvas) return false;
  const known = await versionsInHistory(git, commit, environment.name, workflow);
  return known.some(({ bytes, canvas }) => bytes === there.bytes || canvas === there.canvas);
}

interface Subject {
  readonly run: DeliveryRun;
  readonly home: CanvasHome;
  readonly place: CanvasPlace;
  readonly workflow: string;
  readonly pinned: PinnedCanvas | undefined;
  /** What is there now. */
  readonly canvas: CanvasWorkflow | undefined;
  readonly there: { readonly bytes: Digest; readonly canvas?: Digest } | undefined;
}

async function carryOut(subject: Subject, decision: DeliveryDecision): Promise<DoneFile> {
  const { home, place, workflow, run } = subject;
  const { path } = place;
  const at = { workflow, environment: place.environment };
  const row = (state: DeliveredCanvas['state']): DeliveredCanvas => ({
    server: home.shown,
    ...(home.user === undefined ? {} : { user: home.user.name }),
    path,
    workflow,
    state,
    ...diffOf(subject, state),
  });
  const said = { server: home.shown, path };
  switch (decision.kind) {
    case 'none':
      return { problems: [] };
    case 'unchanged':
      return { row: row('unchanged'), problems: [], ...(decision.note ? noted(subject) : {}) };
    case 'write':
      return write(subject, row(decision.overwrite ? 'replaced' : 'written'), decision.overwrite);
    case 'remove':
      if (!run.dryRun) await home.data.remove(path);
      return { row: row('removed'), problems: [], ...removed(subject) };
    case 'left': {
      const args = { ...said, environment: place.environment };
      return { row: row('left'), problems: [problem('capture/left-over', at, args)] };
    }
    case 'foreign':
      return { problems: [problem('capture/foreign-file', {}, said)] };
    case 'waits': {
      const args = { ...said, number: decision.pullRequest };
      return { row: row('waits'), problems: [problem('capture/waits', at, args)] };
    }
    case 'choose':
      return { row: row('conflict'), problems: [notOurs(subject)] };
  }
}

function diffOf(
  { run, canvas, pinned }: Subject,
  state: DeliveredCanvas['state'],
): { readonly diff?: WorkflowDiff } {
  if (canvas === undefined || pinned === undefined || state === 'unchanged') return {};
  const [from, to] = state === 'conflict' ? [pinned.canvas, canvas] : [canvas, pinned.canvas];
  return { diff: describeChange(from, to, run.catalog).diff };
}

function notOurs(subject: Subject): Problem {
  const { home, place, workflow, pinned, canvas } = subject;
  const { environment, path } = place;
  const { diff } = diffOf(subject, 'conflict');
  const args = {
    server: home.shown,
    path,
    environment,
    workflow: canvas === undefined ? '' : workflow,
    change: pinned === undefined || diff === undefined ? '' : changeWords(diff),
  };
  return problem('capture/not-ours', { workflow, environment }, args);
}

/** A file that somebody made since it was looked for is left as it is. */
async function write(
  subject: Subject,
  row: DeliveredCanvas,
  overwrite: boolean,
): Promise<DoneFile> {
  const { run, home, place, pinned } = subject;
  if (pinned === undefined || run.dryRun) return { row, problems: [] };
  if (!(await home.data.write(place.path, pinned.bytes, overwrite))) {
    return { row: { ...row, state: 'conflict' }, problems: [notOurs(subject)] };
  }
  return { row, problems: [], ...noted(subject) };
}

function noted({ run, place, workflow, pinned }: Subject): Pick<DoneFile, 'entry' | 'bytes'> {
  if (pinned === undefined) return {};
  const entry = nextEntry(run, place, { workflow, how: 'delivered', ...digestsOf(pinned) });
  return { entry, bytes: pinned.bytes };
}

function removed({ run, place, workflow, there }: Subject): Pick<DoneFile, 'entry'> {
  const last = entriesAt(run.ledger, place)[0];
  const canvas = there?.canvas ?? last?.canvas;
  if (there === undefined || canvas === undefined) return {};
  const { bytes } = there;
  return { entry: nextEntry(run, place, { workflow, how: 'removed', canvas, bytes }) };
}
