/** Pins for a terminal: one line a workflow. */

import { shortDigest } from '../../base/digest.ts';
import { counted } from '../../base/text.ts';
import { type Label, paint } from '../style.ts';

/** What `pin` tells; the command's own answer fits it. */
export interface PinReport {
  readonly mode: 'pin' | 'check' | 'dry-run' | 'paths';
  readonly workflows: readonly {
    readonly name: string;
    readonly environment: string;
    readonly state: 'pinned' | 'unchanged' | 'verified' | 'refused';
    readonly release?: string;
    readonly before?: string;
    readonly files?: readonly string[];
  }[];
}

const labels: Readonly<Record<string, Label>> = {
  pinned: 'good',
  verified: 'good',
  unchanged: 'dim',
  refused: 'error',
};

/** Returns the lines and a count. */
export function renderPin(
  { value }: { readonly value: PinReport },
  { color }: { readonly color: boolean },
): string {
  const { mode, workflows } = value;
  if (mode === 'paths')
    return workflows.flatMap(({ files = [] }) => files.map((file) => `${file}\n`)).join('');
  if (workflows.length === 0) return 'No workflow to pin.\n';
  const width = Math.max(
    ...workflows.map(({ name, environment }) => name.length + environment.length),
  );
  const lines = workflows.map(({ name, environment, state, release, before }) => {
    const word = mode === 'dry-run' && state === 'pinned' ? 'would pin' : state;
    const label = labels[state] ?? 'strong';
    const digest = release === undefined ? '' : paint(color, 'dim', `  ${shortDigest(release)}`);
    const old = before === undefined ? '' : paint(color, 'dim', ` (was ${shortDigest(before)})`);
    const padded = `${name}@${environment}`.padEnd(width + 1);
    return `${paint(color, label, word.padEnd(9))}  ${padded}${digest}${old}\n`;
  });
  const refused = workflows.filter(({ state }) => state === 'refused').length;
  const total = counted(workflows.length, 'workflow');
  return `${lines.join('')}${total}${refused === 0 ? '' : `, ${refused} refused`}.\n`;
}
