/** The pins that evidence may be about: what the default branch holds or held, and what open branches propose. */

import type { KnownPin } from '../../core/promotion/admit-evidence.ts';
import { parsePin } from '../../core/promotion/pin.ts';

import { slotOfPin } from '../../core/promotion/slots.ts';
import type { Git } from '../../world/ports.ts';

export interface SlotName {
  readonly workflow: string;
  readonly environment: string;
}

interface Sources {
  readonly git: Git;
  readonly remote: string;
  /** The default branch's tip. */
  readonly commit: string;
  /** Refs of the remote whose pins count too, as `refs/pull/12/head`. */
  readonly heads: readonly string[];
}

/** Returns a lookup by workflow and environment; every file is read once. */
export async function knownPins(
  sources: Sources,
  slots: readonly SlotName[],
): Promise<(slot: SlotName) => readonly KnownPin[]> {
  const wanted = new Set(slots.map(keyOf));
  const seen = [
    ...(await pinsOfLine(sources, wanted)),
    ...(await proposedPins(sources, slots, wanted)),
  ];
  const ids = [...new Set(seen.map((each) => each.id))];
  const blobs = ids.length === 0 ? new Map() : await sources.git.blobs(ids);
  const known = new Map<string, Map<string, { pin: KnownPin['pin']; merges: string[] }>>();
  for (const { key, id, merge } of seen) {
    const { pin } = parsePin(new TextDecoder().decode(blobs.get(id)));
    if (pin === undefined) continue;
    const pins = known.get(key) ?? new Map();
    known.set(key, pins);
    const one = pins.get(id) ?? { pin, merges: [] };
    pins.set(id, one);
    if (merge !== undefined) one.merges.push(merge);
  }
  return (slot) => [...(known.get(keyOf(slot))?.values() ?? [])];
}

interface SeenPin {
  readonly key: string;
  /** Of the blob. */
  readonly id: string;
  readonly merge?: string;
}

function keyOf({ workflow, environment }: SlotName): string {
  return `${workflow}@${environment}`;
}

async function pinsOfLine(
  { git, commit }: Sources,
  wanted: ReadonlySet<string>,
): Promise<readonly SeenPin[]> {
  const line = await git.lineChanges(commit, 'workflows');
  return line.flatMap(({ commit: { id: merge }, files }) =>
    files.flatMap(({ path, id }): SeenPin[] => {
      const slot = slotOfPin(path);
      if (slot === undefined || id === undefined || !wanted.has(keyOf(slot))) return [];
      return [{ key: keyOf(slot), id, merge }];
    }),
  );
}

/** Branches of ours are named after what they propose; only those that end with a wanted name are fetched. */
async function proposedPins(
  { git, remote, heads }: Sources,
  slots: readonly SlotName[],
  wanted: ReadonlySet<string>,
): Promise<readonly SeenPin[]> {
  const ours = await git.remoteRefs(remote, ['refs/heads/comfypin/*']);
  const near = ours.filter(({ ref }) => slots.some(({ workflow }) => ref.endsWith(`/${workflow}`)));
  const named = heads.length === 0 ? [] : await git.remoteRefs(remote, heads);
  const all = [...near, ...named];
  if (all.length === 0) return [];
  await git.fetch(remote, [...new Set(all.map(({ ref }) => ref))]);
  const found: SeenPin[] = [];
  for (const { id: commit } of all) {
    for (const { path, id } of await git.tree(commit, 'workflows')) {
      const slot = slotOfPin(path);
      if (slot !== undefined && wanted.has(keyOf(slot))) found.push({ key: keyOf(slot), id });
    }
  }
  return found;
}
