/** Word diff of two texts, for prompts: which words stayed, went and came. */

export interface WordRun {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Longer middles are not compared word by word: the table of the comparison would be larger than this. */
const mostCells = 250_000;

/** Addresses, paths, names with hyphens and numbers with a point are one word each: half of one says nothing. */
const token =
  /https?:\/\/[^\s)\]"']+|[\p{L}\p{N}_]+(?:[-./\\][\p{L}\p{N}_]+)*|\s+|[^\p{L}\p{N}_\s]/gu;

/** Returns runs of words in order; joined without the removed ones they are the text after. */
export function diffWordsOf(from: string, to: string): readonly WordRun[] {
  const left = from.match(token) ?? [];
  const right = to.match(token) ?? [];
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1;
  let end = 0;
  while (
    end < Math.min(left.length, right.length) - start &&
    left[left.length - 1 - end] === right[right.length - 1 - end]
  ) {
    end += 1;
  }
  const runs: WordRun[] = [];
  push(runs, 'same', left.slice(0, start).join(''));
  middle(runs, left.slice(start, left.length - end), right.slice(start, right.length - end));
  push(runs, 'same', left.slice(left.length - end).join(''));
  return joined(runs);
}

/** Joins changes that no word keeps apart: those that stand side by side changed together. */
function joined(runs: readonly WordRun[]): WordRun[] {
  const result: WordRun[] = [];
  let removed = '';
  let added = '';
  const flush = (): void => {
    push(result, 'removed', removed);
    push(result, 'added', added);
    removed = '';
    added = '';
  };
  runs.forEach(({ kind, text }, index) => {
    const isInside =
      removed + added !== '' && index < runs.length - 1 && !/[\p{L}\p{N}]/u.test(text);
    if (kind === 'removed' || (kind === 'same' && isInside)) removed += text;
    if (kind === 'added' || (kind === 'same' && isInside)) added += text;
    if (kind === 'same' && !isInside) {
      flush();
      push(result, 'same', text);
    }
  });
  flush();
  return result;
}

/** Longest common subsequence by a table of lengths (Wagner and Fischer 1974), read from its start. */
function middle(runs: WordRun[], left: readonly string[], right: readonly string[]): void {
  if (left.length * right.length > mostCells) {
    push(runs, 'removed', left.join(''));
    push(runs, 'added', right.join(''));
    return;
  }
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] as number;
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      push(runs, 'same', left[i] as string);
      i += 1;
      j += 1;
    } else if (j >= right.length || (i < left.length && at(i + 1, j) >= at(i, j + 1))) {
      push(runs, 'removed', left[i] as string);
      i += 1;
    } else {
      push(runs, 'added', right[j] as string);
      j += 1;
    }
  }
}

function push(runs: WordRun[], kind: WordRun['kind'], text: string): void {
  if (text === '') return;
  const last = runs.at(-1);
  if (last?.kind === kind) runs[runs.length - 1] = { kind, text: last.text + text };
  else runs.push({ kind, text });
}
