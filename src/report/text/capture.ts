/** Captured canvases for a terminal: a line each, with what changed below it. */

import type { Digest } from '../../base/digest.ts';
import { shortDigest } from '../../base/digest.ts';
import { counted, plainText } from '../../base/text.ts';
import { kindOfChange } from '../../core/diff/change-kind.ts';
import type { WorkflowDiff } from '../../core/diff/types.ts';
import { type Label, paint } from '../style.ts';
import { renderDiff } from './diff.ts';

export interface CapturedCanvas {
  readonly server: string;
  /** Name of the user on a server that has several. */
  readonly user?: string;
  /** Below `workflows/` on the server. */
  readonly path: string;
  readonly workflow: string;
  readonly state: 'unchanged' | 'in-step' | 'declined' | 'proposed' | 'conflict' | 'refused';
  readonly isNew?: true;
  /** Git had changed too, and the proposal holds both. */
  readonly merged?: true;
  /** The branch of the pull request of `add` that the proposal went into. */
  readonly joins?: string;
  readonly release?: Digest;
  readonly pullRequest?: { readonly number: number; readonly url: string };
  /** From what git has; secrets are taken out. */
  readonly diff?: WorkflowDiff;
}

export interface CaptureReport {
  readonly environment: string;
  readonly dryRun: boolean;
  readonly canvases: readonly CapturedCanvas[];
}

type Row = CaptureReport['canvases'][number];

const labels: Readonly<Record<Row['state'], Label>> = {
  unchanged: 'dim',
  'in-step': 'dim',
  declined: 'dim',
  proposed: 'good',
  conflict: 'error',
  refused: 'error',
};

const words: Readonly<Record<Row['state'], string>> = {
  unchanged: 'unchanged',
  'in-step': 'as in git',
  declined: 'as it was declined',
  proposed: 'proposed',
  conflict: 'needs a choice',
  refused: 'refused',
};

/** Returns the lines; `No canvas is saved there.` where there is none. */
export function renderCaptures(
  { value }: { readonly value: CaptureReport },
  options: { readonly color: boolean },
): string {
  if (value.canvases.length === 0) return 'No canvas is saved there.\n';
  return value.canvases.map((row) => rowText(row, value, options)).join('');
}

function rowText(
  row: Row,
  { environment, dryRun }: CaptureReport,
  { color }: { readonly color: boolean },
): string {
  const would = dryRun && row.state === 'proposed' ? 'would be ' : '';
  const joins = row.joins === undefined ? '' : ` on ${row.joins}, which is open`;
  const merged = row.merged === true ? ', merged with git' : '';
  const release =
    row.release === undefined ? '' : paint(color, 'dim', ` ${shortDigest(row.release)}`);
  const { pullRequest } = row;
  const request =
    pullRequest === undefined ? '' : `  #${pullRequest.number} ${plainText(pullRequest.url)}`;
  const user = row.user === undefined ? '' : ` of ${plainText(row.user)}`;
  const from = paint(color, 'dim', `workflows/${plainText(row.path)}${user}`);
  const state = paint(color, labels[row.state], `${would}${words[row.state]}${joins}${merged}`);
  const head = `${row.workflow}@${environment} ${state}${release}  ${from}${request}\n`;
  return `${head}${row.diff === undefined ? '' : indented(diffText(row, row.diff, color))}`;
}

function diffText(row: Row, diff: WorkflowDiff, color: boolean): string {
  if (row.isNew === true) {
    const nodes = diff.changes.filter((change) => change.kind === 'node-added');
    return `${counted(nodes.length, 'node')}\n`;
  }
  const kind = kindOfChange(diff);
  const value = { from: 'git', to: 'the server', kind, diff, all: false };
  return renderDiff({ value }, { color }).split('\n').slice(1).join('\n');
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
