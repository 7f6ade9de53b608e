/** What an event was answered with, for the log of the job. */

import { plainText } from '../../base/text.ts';

export interface CommentAnswer {
  readonly did: 'nothing' | 'command' | 'refused' | 'report' | 'merge-group';
  readonly why?: string;
  readonly command?: string;
  readonly number?: number;
  readonly author?: string;
  /** Of the answer. */
  readonly url?: string;
  /** Of the gates. */
  readonly state?: string;
}

export function renderComment({ value }: { readonly value: CommentAnswer }): string {
  const { did, why, command, number, author = '', url, state } = value;
  const where = url === undefined ? '' : `: ${plainText(url)}`;
  switch (did) {
    case 'nothing':
      return `Nothing to do: ${plainText(why ?? '')}\n`;
    case 'command':
      return `Did /${command} for ${plainText(author)} in #${number}${where}\n`;
    case 'refused':
      return `Refused ${command === undefined ? 'a comment' : `/${command}`} of ${plainText(author)} in #${number}${where}\n`;
    case 'report':
      return `Wrote the report of #${number} and its gates\n`;
    default:
      return `comfypin/gate of the merge group of #${number}: ${state}\n`;
  }
}
