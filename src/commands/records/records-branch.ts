/** Where the records are: on the remote, and what this clone saw of them last. */

export const recordsBranch = 'comfypin-records';
export const recordsRef = `refs/heads/${recordsBranch}`;

/** Names the tip that this clone saw last, so that a rewritten branch is noticed. */
export function seenRef(remote: string): string {
  return `refs/comfypin/${remote}/records`;
}
