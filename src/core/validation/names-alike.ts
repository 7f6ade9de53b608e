/** Names of inputs that mean the same and are far apart by letters: `checkpoint_name` and `ckpt_name` share a part. */

/** Returns the one of the names that shares a part with the word; none where several do. */
export function onlyAlike(word: string, names: readonly string[]): string | undefined {
  const parts = new Set(word.split('_'));
  const alike = names.filter((name) => name.split('_').some((part) => parts.has(part)));
  return alike.length === 1 ? alike[0] : undefined;
}
