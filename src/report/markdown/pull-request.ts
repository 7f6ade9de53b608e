/** The pull request of a promotion or rollback: what changes, what the gates say, which model files. */

import type { GateAnswer } from '../../core/promotion/gates/gate.ts';
import { type ReleaseName, releaseText } from '../../core/promotion/naming.ts';
import { codeSpan } from './code.ts';
import { cell, gateTable } from './gates.ts';

export interface Proposal {
  readonly workflow: string;
  readonly environment: string;
  readonly action: 'promote' | 'rollback';
  readonly from?: string;
  readonly to: ReleaseName;
  readonly current?: ReleaseName;
  readonly rerendered: boolean;
  readonly reason: string;
  /** Its smoke cases become those of the environment before. */
  readonly newCases: boolean;
  /** Markdown of the changes. */
  readonly changes: string;
  readonly models: readonly {
    readonly folder: string;
    readonly name: string;
    readonly file: string;
  }[];
  readonly answers: readonly GateAnswer[];
}

/** GitHub refuses longer titles. */
const longestTitle = 250;
/** GitHub takes bodies of 65,536 characters. */
const longestBody = 60_000;

export function renderProposalTitle({ action, workflow, environment, to }: Proposal): string {
  const verb = action === 'promote' ? `Promote ${workflow} to` : `Roll ${workflow} back in`;
  return `${verb} ${environment}: ${releaseText(to)}`.slice(0, longestTitle);
}

/** Says the same for the same facts, so that nothing is written when nothing changed. */
export function renderProposalBody(proposal: Proposal): string {
  const { current, to, from, reason, rerendered, changes } = proposal;
  const parts = [
    `**${codeSpan(proposal.workflow)}** in **${codeSpan(proposal.environment)}**: ${current === undefined ? 'first release' : releaseText(current)} → **${releaseText(to)}**${from === undefined || proposal.action === 'rollback' ? '' : `, from ${codeSpan(from)}`}`,
    reason === '' ? '' : `Reason: ${codeSpan(reason)}`,
    rerendered
      ? 'Re-rendered: the release is the same; its model names are written as the environment has them today.'
      : '',
    proposal.newCases && from !== undefined
      ? `The smoke cases change with it, to those of ${codeSpan(from)}.`
      : '',
    `### Changes\n\n${changes.trim()}`,
    modelTable(proposal),
    proposal.answers.length === 0 ? '' : `### Gates\n\n${gateTable(proposal.answers)}`,
    `Release \`${to.release}\``,
  ];
  const body = `${parts.filter((part) => part !== '').join('\n\n')}\n`;
  return body.length <= longestBody ? body : `${body.slice(0, longestBody)}\n\n…\n`;
}

function modelTable({ models }: Proposal): string {
  if (models.length === 0) return '';
  const rows = models.map(
    ({ folder, name, file }) => `| ${cell(folder)} | ${cell(name)} | ${cell(file)} |`,
  );
  return `### Models\n\n| folder | model | file here |\n|---|---|---|\n${[...new Set(rows)].join('\n')}`;
}

/** Returns the comment on a pull request that moved on to another release. */
export function renderSuperseded(from: ReleaseName, to: ReleaseName): string {
  return `This pull request was about ${releaseText(from)} and is now about **${releaseText(to)}**: a newer release came to the environment before. Approvals of the former head do not count for the new one.\n`;
}
