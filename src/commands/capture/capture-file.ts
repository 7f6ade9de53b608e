/** Takes one file of a server: reads it, asks what it means for git, and proposes it where it is news. */

import { type Digest, digestOfBytes } from '../../base/digest.ts';
import { hasErrors, type Problem, problem } from '../../base/problem.ts';
import { type CaptureDecision, decideCapture } from '../../core/capture/capture-decision.ts';
import { type CanvasEntry, type CanvasPlace, entriesAt } from '../../core/capture/ledger.ts';
import type { ListedFile } from '../../core/capture/listing.ts';
import type { WorkflowDiff } from '../../core/diff/types.ts';
import { addWorkflow } from '../../core/promotion/addition.ts';
import type { Person } from '../../core/promotion/config-types.ts';
import { encode, type PinResult, pinWorkflow } from '../../core/promotion/pinning.ts';
import {
  canvasFile,
  readReleaseFiles,
  releaseFilesOf,
  type WorkflowFiles,
  workflowFile,
} from '../../core/promotion/release-files.ts';
import { smokeFile } from '../../core/smoke/cases.ts';
import { starterSmoke } from '../../core/smoke/starter.ts';
import { canvasDigest } from '../../core/workflow/canvas-digest.ts';
import { canonicalCanvasText } from '../../core/workflow/canvas-text.ts';
import { parseWorkflow } from '../../core/workflow/parse.ts';
import type { CanvasWorkflow } from '../../core/workflow/types.ts';
import { joining, renderCapture } from '../../report/markdown/capture.ts';
import type { CapturedCanvas } from '../../report/text/capture.ts';
import { conflictWords } from '../../report/text/change-words.ts';
import { changesOf, proposeChanges } from '../project/additions.ts';
import { describeChange } from '../project/changes.ts';
import { folderOf } from '../project/folders.ts';
import type { CanvasHome } from './canvas-homes.ts';
import { mergeCanvases } from './canvas-merge.ts';
import { storedCanvas } from './canvas-store.ts';
import {
  type CaptureRun,
  canvasIn,
  type GitSide,
  gitSide,
  nextEntry,
  pullStates,
  versionsInHistory,
} from './capture-run.ts';

export interface FileToTake {
  readonly home: CanvasHome;
  readonly file: ListedFile;
  readonly workflow: string;
  readonly person: Person | undefined;
}

export interface Taken {
  readonly row: CapturedCanvas;
  readonly problems: readonly Problem[];
  /** What to remember, and the bytes that it speaks of. */
  readonly entry?: CanvasEntry;
  readonly bytes?: Uint8Array;
}

/** Returns what became of the file. What only a server is to blame for fails; what a person wrote gives problems. */
export async function takeFile(run: CaptureRun, taking: FileToTake): Promise<Taken> {
  const { home, file, workflow } = taking;
  const place: CanvasPlace = {
    environment: run.environment.name,
    server: home.server,
    user: home.user?.id ?? '',
    path: file.path,
  };
  const row = {
    server: home.shown,
    ...(home.user === undefined ? {} : { user: home.user.name }),
    path: file.path,
    workflow,
  };
  const at = { workflow, environment: run.environment.name };
  const bytes = await home.data.read(file.path);
  // deleted since it was listed
  if (bytes === undefined) return { row: { ...row, state: 'unchanged' }, problems: [] };
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const parsed = parseWorkflow(text, `workflows/${file.path}`);
  if (parsed.format !== 'canvas' || parsed.workflow === undefined) {
    const found = parsed.format === 'api' ? 'it is in the API format' : 'it is no canvas';
    const not = problem('capture/not-canvas', at, { path: file.path, found });
    return { row: { ...row, state: 'refused' }, problems: [not] };
  }
  const canvas = parsed.workflow;
  const side = await gitSide(run, workflow);
  const subject = { run, taking, place, row, at, bytes, canvas, side };
  const decision = decideCapture({
    file: { canvas: canvasDigest(canvas), bytes: digestOfBytes(bytes) },
    entries: entriesAt(run.ledger, place),
    pullState: await pullStates(run, place),
    git: gitDigest(side),
    adopt: run.adopt,
  });
  return carryOut(subject, decision);
}

interface Subject {
  readonly run: CaptureRun;
  readonly taking: FileToTake;
  readonly place: CanvasPlace;
  readonly row: Pick<CapturedCanvas, 'server' | 'user' | 'path' | 'workflow'>;
  readonly at: { readonly workflow: string; readonly environment: string };
  readonly bytes: Uint8Array;
  readonly canvas: CanvasWorkflow;
  readonly side: GitSide;
}

function gitDigest({ files }: GitSide): 'nothing' | 'no-canvas' | { readonly canvas: Digest } {
  const canvas = canvasIn(files.get(canvasFile));
  if (canvas !== undefined) return { canvas: canvasDigest(canvas) };
  return releaseFilesOf(files).size === 0 ? 'nothing' : 'no-canvas';
}

async function carryOut(subject: Subject, decision: CaptureDecision): Promise<Taken> {
  const { row, at, place } = subject;
  const { path } = place;
  switch (decision.kind) {
    case 'unchanged':
      return { row: { ...row, state: 'unchanged' }, problems: [] };
    case 'declined':
      return { row: { ...row, state: 'declined' }, problems: [] };
    case 'in-step':
      return inStep(subject);
    case 'propose':
      return propose(subject, subject.canvas, {});
    case 'merge':
      return merge(subject, decision.base);
    case 'choose': {
      if (decision.why === 'gone-in-git') {
        return conflict(subject, problem('capture/gone-in-git', at, { ...at, path }));
      }
      if (await isKnownVersion(subject)) return inStep(subject);
      return conflict(
        subject,
        problem('capture/unknown-base', at, { ...at, path, ...openOf(subject) }),
      );
    }
  }
}

function openOf({ side }: Subject): { readonly pullRequest?: number } {
  return side.open === undefined ? {} : { pullRequest: side.open.number };
}

/** Remembers the canvas; what only an open pull request has is tied to it, so that closing it is a no to this canvas. */
function inStep(subject: Subject): Taken {
  const { row, side, canvas } = subject;
  const before = canvasIn(side.before.get(canvasFile));
  const isThere = before !== undefined && canvasDigest(before) === canvasDigest(canvas);
  const { open } = side;
  if (isThere || open === undefined) {
    return remembered(subject, { row: { ...row, state: 'in-step' }, problems: [] });
  }
  const { number, url } = open;
  const shown = { ...row, state: 'in-step' as const, pullRequest: { number, url } };
  return remembered(subject, { row: shown, problems: [] }, number);
}

/** A file as some earlier version in git is only behind: nobody changed it. */
async function isKnownVersion({ run, at, canvas, side }: Subject): Promise<boolean> {
  const digest = canvasDigest(canvas);
  for (const commit of [run.commit, ...(side.tip === undefined ? [] : [side.tip])]) {
    const known = await versionsInHistory(run.git, commit, at.environment, at.workflow);
    if (known.some((each) => each.canvas === digest)) return true;
  }
  return false;
}

function conflict(subject: Subject, found: Problem): Taken {
  const { row } = subject;
  const diff = diffOf(subject, subject.canvas);
  const shown = diff === undefined ? {} : { diff };
  return { row: { ...row, state: 'conflict', ...shown }, problems: [found] };
}

function diffOf({ side, run }: Subject, canvas: CanvasWorkflow): WorkflowDiff | undefined {
  const ours = canvasIn(side.files.get(canvasFile));
  return ours === undefined ? undefined : describeChange(ours, canvas, run.catalog).diff;
}

async function merge(subject: Subject, entry: CanvasEntry): Promise<Taken> {
  const { run, side, canvas, row, at, place } = subject;
  const ours = canvasIn(side.files.get(canvasFile));
  const base = canvasIn(await storedCanvas(run.git, run.remote, entry.bytes));
  const { path } = place;
  if (ours === undefined || base === undefined) {
    if (await isKnownVersion(subject)) return inStep(subject);
    return conflict(
      subject,
      problem('capture/unknown-base', at, { ...at, path, ...openOf(subject) }),
    );
  }
  const { prompt } = readReleaseFiles(side.files);
  const merged = mergeCanvases({ base, ours, theirs: canvas }, prompt, run.catalog);
  if (merged.kind === 'conflict') {
    const conflicts = conflictWords(merged.conflicts);
    const args = { ...at, path, conflicts, ...openOf(subject) };
    return conflict(subject, problem('capture/both-changed', at, args));
  }
  if (merged.kind === 'theirs') return propose(subject, canvas, {});
  if (merged.kind === 'merged') return propose(subject, merged.canvas, { merged: true });
  const isProposed = canvasDigest(base) !== canvasDigest(canvas) && side.open !== undefined;
  const done: Taken = { row: { ...row, state: 'unchanged' }, problems: [] };
  return isProposed ? remembered(subject, done, side.open?.number) : done;
}

/** Proposes the canvas on the workflow's branch, pinned again. */
async function propose(
  subject: Subject,
  canvas: CanvasWorkflow,
  how: { readonly merged?: true },
): Promise<Taken> {
  const { run, row, at, side, taking } = subject;
  const prefix = `${folderOf(at.environment, at.workflow)}/`;
  const result = pinned(subject, canvas, prefix);
  if (result.files === undefined || hasErrors(result.problems)) {
    return { row: { ...row, state: 'refused' }, problems: result.problems };
  }
  const changes = changesOf(releaseFilesOf(side.files), result.files);
  if (changes.size === 0) return { row: { ...row, state: 'unchanged' }, problems: [] };
  const release = result.pin?.digests.release;
  if (!side.files.has(smokeFile)) changes.set(smokeFile, encode(starterSmoke));
  const now = canvasIn(result.files.get(canvasFile)) ?? canvas;
  const before = canvasIn(side.before.get(canvasFile));
  const diff = diffOf(subject, now) ?? describeChange(undefined, now, run.catalog).diff;
  const news = side.files.size === 0 ? { isNew: true as const } : {};
  const joins = side.joins === true ? { joins: side.head } : {};
  const proposed = { ...row, state: 'proposed' as const, ...news, ...how, ...joins, diff };
  run.sides.set(at.workflow, { ...side, files: new Map([...side.files, ...result.files]) });
  const shown = release === undefined ? proposed : { ...proposed, release };
  if (run.dryRun) return { row: shown, problems: result.problems };
  const words = renderCapture({
    ...at,
    path: taking.file.path,
    ...(row.user === undefined ? {} : { user: row.user }),
    ...(taking.person === undefined ? {} : { person: taking.person.name }),
    ...(taking.file.modified === undefined ? {} : { savedAt: taking.file.modified }),
    ...(release === undefined ? {} : { release }),
    isNew: side.before.size === 0 && side.joins !== true,
    merged: how.merged === true,
    changes: describeChange(before, now, run.catalog).markdown,
  });
  const author = taking.person === undefined ? {} : { author: taking.person };
  const { base, project, world } = run;
  const message =
    side.joins === true && side.open !== undefined ? joining(side.open, words) : words;
  const request = { head: side.head, prefix, changes, message, base, project };
  const pullRequest = await proposeChanges({ ...request, ...author }, world);
  const done = { row: { ...shown, pullRequest }, problems: result.problems };
  run.sides.delete(at.workflow);
  return remembered(subject, done, pullRequest.number);
}

/** Known workflows keep their contract, assets and drifting seeds; every canvas is written in its canonical text. */
function pinned({ run, side, at }: Subject, canvas: CanvasWorkflow, prefix: string): PinResult {
  const { catalog } = run;
  const { config } = run.base;
  const environment = at.environment;
  const present: WorkflowFiles = releaseFilesOf(side.files);
  if (present.has(workflowFile)) {
    const files = new Map(present).set(canvasFile, encode(canonicalCanvasText(canvas)));
    return pinWorkflow({ files, environment, catalog, config, prefix });
  }
  const intake = { canvas, problems: [] };
  return addWorkflow({ intake, present, environment, catalog, config, prefix });
}

function remembered(subject: Subject, taken: Taken, pullRequest?: number): Taken {
  const { run, place, at, canvas, bytes } = subject;
  const entry = nextEntry(run, place, {
    workflow: at.workflow,
    how: 'captured',
    canvas: canvasDigest(canvas),
    bytes: digestOfBytes(bytes),
    ...(pullRequest === undefined ? {} : { pullRequest }),
  });
  return { ...taken, entry, bytes };
}
