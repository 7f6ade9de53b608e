/** Smoke cases on their way to the next environment: they belong to each, and later changes come along with a promotion. */

/** Path inside of the workflow's folder → blob id. */
export type CaseFiles = ReadonlyMap<string, string>;

/** What one commit did to the files; without an id it took the file away. */
export type CaseChange = readonly { readonly path: string; readonly id?: string }[];

/** True for smoke.yaml and what it names: inputs and golden pictures. */
export function isSmokeFile(path: string): boolean {
  return path === 'smoke.yaml' || path.startsWith('smoke/');
}

/**
 * True where the cases of the environment before are proposed: they differ from the own ones, and these are none or still
 * what the environment before had once. Own cases that were edited, as by a blessed picture, stay.
 */
export function areCasesProposed(
  own: CaseFiles,
  before: CaseFiles,
  /** Of the environment before, oldest first. */
  changes: readonly CaseChange[],
): boolean {
  if (before.size === 0 || isSame(own, before)) return false;
  if (own.size === 0) return true;
  const then = new Map<string, string>();
  return changes.some((change) => {
    for (const { path, id } of change) {
      if (id === undefined) then.delete(path);
      else then.set(path, id);
    }
    return isSame(own, then);
  });
}

function isSame(left: CaseFiles, right: CaseFiles): boolean {
  return left.size === right.size && [...left].every(([path, id]) => right.get(path) === id);
}
