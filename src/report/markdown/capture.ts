/** The words of a captured canvas: commit message, title and body of its pull request. */

import { shortDigest } from '../../base/digest.ts';
import { plainText } from '../../base/text.ts';
import type { AdditionWords } from './add.ts';
import { codeSpan } from './code.ts';

export interface CaptureWords {
  readonly workflow: string;
  readonly environment: string;
  /** Below `workflows/` on the server. */
  readonly path: string;
  /** The server's user. */
  readonly user?: string;
  /** Who that is. */
  readonly person?: string;
  /** Milliseconds since 1970, by the server's clock. */
  readonly savedAt?: number;
  readonly release?: string;
  readonly isNew: boolean;
  readonly merged: boolean;
  /** Markdown of the diff from the default branch. */
  readonly changes: string;
}

/** Returns the texts; paths and names come from a server and stand in code spans. */
export function renderCapture(words: CaptureWords): AdditionWords {
  const { workflow, environment, path, isNew, merged, release, changes } = words;
  const file = `workflows/${path}`;
  const title = `${isNew ? 'Add' : 'Update'} ${workflow} as saved in ${environment}`;
  const who = words.person ?? words.user;
  const when = words.savedAt === undefined ? undefined : dayOf(words.savedAt);
  const by = `${who === undefined ? '' : ` by ${codeSpan(who)}`}${when === undefined ? '' : ` on ${when}`}`;
  const body = [
    `Takes the canvas ${codeSpan(file)} that was saved on the server of ${codeSpan(environment)}${by}.\n`,
    ...(merged ? ['Git had changed as well; both changes are in this proposal.\n'] : []),
    ...(release === undefined ? [] : [`Release ${codeSpan(shortDigest(release))}\n`]),
    changes,
  ].join('\n');
  const subject = plainText(file).replace(/\s+/g, ' ');
  const note = merged ? '\n\nGit had changed as well; this holds both changes.' : '';
  return { title, body, commit: `${title}\n\nTaken from ${subject}.${note}\n` };
}

/** What stands in front of a capture's words in the body of somebody else's pull request. */
const mark = '<!-- comfypin capture -->';

/** Keeps title and body of the pull request that a capture joins, and writes its own words at the end of the body, once. */
export function joining(
  open: { readonly title: string; readonly body: string },
  words: AdditionWords,
): AdditionWords {
  const before = (open.body.split(mark)[0] ?? '').trimEnd();
  return { ...words, title: open.title, body: `${before}\n\n${mark}\n${words.body}` };
}

function dayOf(milliseconds: number): string | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime())
    ? undefined
    : date.toISOString().slice(0, 16).replace('T', ' ');
}
