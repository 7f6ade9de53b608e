/** Merges the release files of two sides that come from one, as a pull request's branch is merged, and pins what came of it. */

import { entriesOf, isJsonArray, type JsonObject, jsonEqual, member } from '../../base/json.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import { mergeFile } from '../../core/merge/file.ts';
import type { Three } from '../../core/merge/types.ts';
import type { CanvasChange } from '../../core/promotion/canvas-edit.ts';
import { renderCanvas } from '../../core/promotion/canvas-rendering.ts';
import type { Files } from '../../core/promotion/facts.ts';
import type { PinnedDigests } from '../../core/promotion/history.ts';
import { encode, type PinConfig, pinWorkflow } from '../../core/promotion/pinning.ts';
import {
  canvasFile,
  pinFile,
  readReleaseFiles,
  textOf,
  workflowFile,
} from '../../core/promotion/release-files.ts';
import { normalizeNumbers } from '../../core/workflow/canonical-text.ts';
import { canonicalCanvasText } from '../../core/workflow/canvas-text.ts';
import { convertCanvas } from '../../core/workflow/convert/convert.ts';
import { renderingDigest } from '../../core/workflow/digests.ts';
import { nodeOf } from '../../core/workflow/graph.ts';
import type { ApiPrompt, CanvasWorkflow } from '../../core/workflow/types.ts';

export interface MergedRelease {
  /** Where something is open: with the marks that a person settles, and the pin of ours. */
  readonly files: Files;
  readonly pin?: PinnedDigests;
  /** What a person must choose, as `canvas.json: 3.steps`. */
  readonly open: readonly string[];
}

interface Context {
  readonly environment: string;
  readonly catalog: Catalog | undefined;
  readonly config: PinConfig;
  readonly prefix: string;
}

/** Returns the merge; files that only one side changed are taken as they are. */
export function mergeReleases(sides: Three<Files>, context: Context): MergedRelease {
  const three = { ...sides, theirs: withCanvasOf(sides, context.catalog) };
  const hasCanvas = three.ours.has(canvasFile);
  const files = new Map(three.ours);
  const open: string[] = [];
  for (const path of new Set([...three.ours.keys(), ...three.theirs.keys()])) {
    if (path === pinFile || (path === workflowFile && hasCanvas)) continue;
    const merged = mergeOne(path, three, { ...context, hasCanvas });
    open.push(...merged.open);
    if (merged.content === undefined) files.delete(path);
    else files.set(path, merged.content);
  }
  if (open.length > 0 || context.catalog === undefined) return { files, open };
  const { environment, catalog, config, prefix } = context;
  const pinned = pinWorkflow({ files, environment, catalog, config, prefix });
  if (pinned.files === undefined || pinned.pin === undefined) {
    return { files, open: [`${workflowFile}: it cannot be pinned as merged`] };
  }
  const isLost = hasCanvas && !showsAll(sides, pinned.files);
  if (isLost) {
    const note = `${canvasFile}: it does not show the change of ${workflowFile}; make it in ComfyUI`;
    const graph = mergeOne(workflowFile, three, { catalog, hasCanvas: false });
    const seen = graph.content ?? three.ours.get(workflowFile) ?? new Uint8Array();
    return { files: new Map(three.ours).set(workflowFile, seen), open: [note, ...graph.open] };
  }
  return { files: pinned.files, pin: pinned.pin.digests, open };
}

/** True where what runs changed, if it changed on their side. */
function showsAll({ base, ours, theirs }: Three<Files>, merged: Files): boolean {
  const text = (files: Files) => textOf(files.get(workflowFile) ?? new Uint8Array());
  return text(base) === text(theirs) || text(merged) !== text(ours);
}

function mergeOne(
  path: string,
  { base, ours, theirs }: Three<Files>,
  { catalog, hasCanvas }: { readonly catalog: Catalog | undefined; readonly hasCanvas: boolean },
): { readonly content?: Uint8Array; readonly open: readonly string[] } {
  const [was, mine, other] = [base.get(path), ours.get(path), theirs.get(path)];
  const same = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
    a === b || (a !== undefined && b !== undefined && Buffer.compare(a, b) === 0);
  const kept = (content: Uint8Array | undefined) =>
    content === undefined ? { open: [] } : { content, open: [] };
  if (same(mine, other) || same(was, other)) return kept(mine);
  if (same(was, mine)) return kept(other);
  const texts = [was, mine, other].map((each) => (each === undefined ? '' : textOf(each)));
  const [before, left, right] = texts;
  if (before === undefined || left === undefined || right === undefined || mine === undefined) {
    return { ...kept(mine), open: [`${path}: both sides changed it`] };
  }
  const merged = mergeFile(
    path,
    { base: before, ours: left, theirs: right },
    { catalog, hasCanvas },
  );
  const open = merged.conflicts.map((each) => `${path}: ${each.path}`);
  const lines = merged.open === 0 ? [] : [`${path}: the same lines`];
  return { content: encode(merged.text), open: [...open, ...lines] };
}

/**
 * Returns their files with a canvas that shows what their workflow.json runs: a hand edit of a higher environment changes
 * that file alone. Values are carried into the canvas; what cannot be is left as it is.
 */
function withCanvasOf({ base, theirs }: Three<Files>, catalog: Catalog | undefined): Files {
  const [before, after] = [readReleaseFiles(base), readReleaseFiles(theirs)];
  const { canvas } = after;
  if (canvas === undefined || after.prompt === undefined || before.prompt === undefined) {
    return theirs;
  }
  if (catalog === undefined || shows(canvas, after.prompt, catalog)) return theirs;
  const changes = valueChanges(before.prompt, after.prompt);
  const edited = renderCanvas(canvas, before.prompt, [], changes, catalog);
  if (!shows(edited, after.prompt, catalog)) return theirs;
  return new Map(theirs).set(canvasFile, encode(canonicalCanvasText(edited)));
}

function shows(canvas: CanvasWorkflow, prompt: ApiPrompt, catalog: Catalog): boolean {
  const converted = convertCanvas(canvas, catalog).prompt;
  if (converted === undefined) return false;
  return (
    renderingDigest(normalizeNumbers(converted, catalog)) ===
    renderingDigest(normalizeNumbers(prompt, catalog))
  );
}

/** Returns the inputs of nodes of one id whose values differ; links are left out. */
function valueChanges(before: ApiPrompt, after: ApiPrompt): readonly CanvasChange[] {
  return entriesOf(after as unknown as JsonObject).flatMap(([node]) => {
    const [old, now] = [nodeOf(before, node), nodeOf(after, node)];
    if (old === undefined || now === undefined || old.class_type !== now.class_type) return [];
    return entriesOf(now.inputs).flatMap(([input, value]): CanvasChange[] => {
      const was = member(old.inputs, input);
      if (was === undefined || isJsonArray(value) || jsonEqual(was, value)) return [];
      return [{ node, input, value }];
    });
  });
}
