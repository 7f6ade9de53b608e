/** The pull request of a promotion or rollback: what changes, what the gates say, which model files. */

import type { GateAnswer } from '../../core/promotion/gates/gate.ts';
import { type ReleaseName, releaseText } from '../../core/promotion/naming.ts';
import type { PlannedAction } from '../../core/promotion/trailers.ts';
import { codeSpan } from './code.ts';
import { cell, gateTable } from './gates.ts';

export interface Proposal {
  readonly workflow: string;
  readonly environment: string;
  readonly action: PlannedAction;
  readonly from?: string;
  readonly to: ReleaseName;
  readonly current?: ReleaseName;
  readonly rerendered: boolean;
  readonly reason: string;
  /** Where a person must choose before it can be merged. */
  readonly open: readonly string[];
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
  /** The pull requests that brought it this far, first environment first. */
  readonly chain: readonly { readonly environment: string; readonly number: number }[];
  /** Of smoke runs, with the addresses of their pictures. */
  readonly pictures: readonly PictureRow[];
}

export interface PictureRow {
  readonly case: string;
  readonly output: string;
  readonly now?: string;
  readonly proposed?: string;
}

/** GitHub refuses longer titles. */
const longestTitle = 250;
/** GitHub takes bodies of 65,536 characters. */
const longestBody = 60_000;

export function renderProposalTitle({ action, workflow, environment, to }: Proposal): string {
  const verb = {
    promote: `Promote ${workflow} to`,
    rollback: `Roll ${workflow} back in`,
    adopt: `Bring ${workflow} back to`,
    remove: `Remove ${workflow} from`,
  }[action];
  return `${verb} ${environment}: ${releaseText(to)}`.slice(0, longestTitle);
}

/** Says the same for the same facts, so that nothing is written when nothing changed. */
export function renderProposalBody(proposal: Proposal): string {
  const { action, current, to, from, reason, rerendered, changes } = proposal;
  const next = action === 'remove' ? 'nothing' : releaseText(to);
  const parts = [
    `**${codeSpan(proposal.workflow)}** in **${codeSpan(proposal.environment)}**: ${current === undefined ? 'first release' : releaseText(current)} → **${next}**${from === undefined || action === 'rollback' ? '' : `, from ${codeSpan(from)}`}`,
    proposal.chain.length === 0
      ? ''
      : `Came by ${proposal.chain.map(({ number, environment }) => `#${number} (${environment})`).join(', then ')}.`,
    reason === '' ? '' : `Reason: ${codeSpan(reason)}`,
    openText(proposal),
    rerendered
      ? 'Re-rendered: the release is the same; its model names are written as the environment has them today.'
      : '',
    proposal.newCases && from !== undefined
      ? `The smoke cases change with it, to those of ${codeSpan(from)}.`
      : '',
    `### Changes\n\n${changes.trim()}`,
    pictureTable(proposal),
    modelTable(proposal),
    proposal.answers.length === 0 ? '' : `### Gates\n\n${gateTable(proposal.answers)}`,
    `Release \`${to.release}\``,
  ];
  const body = `${parts.filter((part) => part !== '').join('\n\n')}\n`;
  return body.length <= longestBody ? body : `${body.slice(0, longestBody)}\n\n…\n`;
}

/** What a person has to choose in a back-merge, and how. */
function openText({ open, workflow, environment }: Proposal): string {
  if (open.length === 0) return '';
  const list = open.map((each) => `- ${codeSpan(each)}`).join('\n');
  const commands = `comfypin resolve, then comfypin pin ${workflow}, on this branch`;
  return `### To be chosen\n\nBoth sides changed these since the release they have in common. Until somebody chose, the gates of ${codeSpan(environment)} refuse the merge: ${codeSpan(commands)}.\n\n${list}`;
}

/** Returns what a removal changes. */
export function removalText(workflow: string, environment: string): string {
  return `Every file of ${codeSpan(workflow)} in ${codeSpan(environment)} goes. Its history stays, and ${codeSpan(`comfypin rollback ${workflow}@${environment}`)} does not bring it back: a new promotion does.`;
}

function modelTable({ models }: Proposal): string {
  if (models.length === 0) return '';
  const rows = models.map(
    ({ folder, name, file }) => `| ${cell(folder)} | ${cell(name)} | ${cell(file)} |`,
  );
  return `### Models\n\n| folder | model | file here |\n|---|---|---|\n${[...new Set(rows)].join('\n')}`;
}

/** Addresses are made of digests alone; the names of cases and outputs are anybody's. */
function pictureTable({ pictures, environment }: Proposal): string {
  if (pictures.length === 0) return '';
  const picture = (url: string | undefined): string => (url === undefined ? '' : `![](${url})`);
  const rows = pictures.map(
    (each) =>
      `| ${cell(each.case)} ${cell(each.output)} | ${picture(each.now)} | ${picture(each.proposed)} |`,
  );
  return `### Pictures\n\n| case, output | now in ${environment} | proposed |\n|---|---|---|\n${rows.join('\n')}`;
}

/** Returns the comment on a pull request that moved on to another release. */
export function renderSuperseded(from: ReleaseName, to: ReleaseName): string {
  return `This pull request was about ${releaseText(from)} and is now about **${releaseText(to)}**: a newer release came to the environment before. Approvals of the former head do not count for the new one.\n`;
}
