/** Deliveries for a terminal: a line for each canvas and input file that changed, the rest counted. */

import { counted, plainText } from '../../base/text.ts';
import { kindOfChange } from '../../core/diff/change-kind.ts';
import type { WorkflowDiff } from '../../core/diff/types.ts';
import { type Label, paint } from '../style.ts';
import { renderDiff } from './diff.ts';

export interface DeliveryReport {
  readonly environment: string;
  readonly dryRun: boolean;
  readonly canvases: readonly {
    readonly server: string;
    readonly user?: string;
    readonly path: string;
    readonly workflow: string;
    readonly state:
      | 'written'
      | 'replaced'
      | 'unchanged'
      | 'removed'
      | 'left'
      | 'waits'
      | 'conflict';
    readonly diff?: WorkflowDiff;
  }[];
  readonly assets: readonly {
    readonly server: string;
    readonly file: string;
    readonly state: 'uploaded' | 'unchanged';
  }[];
  /** Pinned without a canvas, or not pinned at all: nothing to open. */
  readonly skipped: readonly string[];
}

type Row = DeliveryReport['canvases'][number];

const states: Readonly<Record<Row['state'], { readonly label: Label; readonly words: string }>> = {
  written: { label: 'good', words: 'written' },
  replaced: { label: 'good', words: 'replaced' },
  unchanged: { label: 'dim', words: 'unchanged' },
  removed: { label: 'good', words: 'removed' },
  left: { label: 'warning', words: 'pinned no more' },
  waits: { label: 'warning', words: 'waits for its pull request' },
  conflict: { label: 'error', words: 'not written over' },
};

/** Returns the lines; what changed nothing is counted in the last one. */
export function renderDeliveries(
  { value }: { readonly value: DeliveryReport },
  { color }: { readonly color: boolean },
): string {
  const would = (state: string): string =>
    value.dryRun && ['written', 'replaced', 'removed', 'uploaded'].includes(state)
      ? 'would be '
      : '';
  const canvases = value.canvases
    .filter(({ state }) => state !== 'unchanged')
    .map((row) => {
      const { label, words } = states[row.state];
      const state = paint(color, label, `${would(row.state)}${words}`);
      const user = row.user === undefined ? '' : ` of ${plainText(row.user)}`;
      const where = `${plainText(row.server)} workflows/${plainText(row.path)}${user}`;
      const head = `${row.workflow}@${value.environment} ${state}  ${paint(color, 'dim', where)}\n`;
      return `${head}${row.diff === undefined ? '' : diffText(row.diff, color)}`;
    });
  const assets = value.assets
    .filter(({ state }) => state !== 'unchanged')
    .map(({ server, file, state }) => {
      const where = paint(color, 'dim', plainText(server));
      return `${plainText(file)} ${paint(color, 'good', `${would(state)}${state}`)}  ${where}\n`;
    });
  const same = value.canvases.filter(({ state }) => state === 'unchanged').length;
  const rest = [
    ...(same > 0 || canvases.length === 0
      ? [`${counted(same, 'canvas', 'canvases')} unchanged`]
      : []),
    ...(value.skipped.length === 0 ? [] : [`without a canvas: ${value.skipped.join(', ')}`]),
  ];
  const last = rest.length === 0 ? '' : `${rest.join('; ')}\n`;
  return `${canvases.join('')}${assets.join('')}${last}`;
}

function diffText(diff: WorkflowDiff, color: boolean): string {
  const value = { from: '', to: '', kind: kindOfChange(diff), diff, all: false };
  const text = renderDiff({ value }, { color }).split('\n').slice(1).join('\n');
  return text.replace(/^(?=.)/gm, '  ');
}
