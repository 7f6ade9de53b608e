/** What `init` wrote and what it left alone. */

import { paint } from '../style.ts';

export interface InitAnswer {
  /** `kept`: it is there and differs from what would be written. */
  readonly files: readonly {
    readonly path: string;
    readonly action: 'written' | 'added to' | 'kept' | 'unchanged';
  }[];
  readonly dryRun: boolean;
  /** Settings and hooks of this clone, with --git-drivers. */
  readonly settings?: readonly {
    readonly name: string;
    readonly action: 'written' | 'kept' | 'unchanged';
  }[];
}

const labels = { written: 'good', 'added to': 'good', kept: 'warning', unchanged: 'dim' } as const;

/** Returns one line per file, and a line on what was kept. */
export function renderInit(
  { value }: { readonly value: InitAnswer },
  { color }: { readonly color: boolean },
): string {
  const lines = value.files.map(
    ({ path, action }) => `${paint(color, labels[action], action.padEnd(9))}  ${path}`,
  );
  for (const { name, action } of value.settings ?? []) {
    const note = action === 'kept' ? ' (another program wrote it; see docs/merging.md)' : '';
    lines.push(`${paint(color, labels[action], action.padEnd(9))}  ${name}${note}`);
  }
  const kept = value.files.filter((file) => file.action === 'kept').length;
  if (kept > 0) {
    lines.push(
      kept === 1
        ? 'The kept file differs from what init writes; it was not touched.'
        : `The ${kept} kept files differ from what init writes; they were not touched.`,
    );
  }
  if (value.dryRun) lines.push('Nothing was written: this was a dry run.');
  return `${lines.join('\n')}\n`;
}
