/** A diff as workflow commands: one notice per workflow, at the first node in its file that changed, with what runs first. */

import type { Problem } from '../base/problem.ts';
import { counted, plainText } from '../base/text.ts';
import { foldedKinds } from './diff-headings.ts';
import { tellingsOf, untold } from './diff-tellings.ts';
import { githubNotice, renderGithub } from './github.ts';
import type { Looks } from './looks.ts';
import { type ChangesSince, type DiffAnswer, nodesIn } from './text/diff.ts';

/** Sentences per notice: GitHub cuts long ones unseen. */
const mostSentences = 20;

const plain = (text: string): string => plainText(text).replace(/[\n\t]/g, ' ');
const looks: Looks = {
  name: plain,
  value: plain,
  added: (text) => `{+${plain(text)}+}`,
  removed: (text) => `[-${plain(text)}-]`,
};

/** Returns one notice per workflow that differs, then the problems. */
export function renderDiffNotices({
  value,
  problems,
}: {
  readonly value: DiffAnswer | ChangesSince;
  readonly problems: readonly Problem[];
}): string {
  const notices =
    'workflows' in value
      ? value.workflows.map((each) => {
          const name = `${each.workflow}@${each.environment}`;
          if (each.state === 'changed') return noticeOf(each, name, each);
          if (each.state === 'renamed') {
            const renamed = `${name}, was ${each.was ?? ''}@${each.environment}`;
            return noticeOf(each, renamed, each);
          }
          const nodes = nodesIn(each.diff);
          const place = each.state === 'added' ? { file: each.file } : undefined;
          return githubNotice(`${name} ${each.state}`, counted(nodes, 'node'), place);
        })
      : [noticeOf(value, `${value.from} → ${value.to}`)];
  return [...notices, renderGithub(problems)].join('');
}

function noticeOf(
  { diff, kind }: DiffAnswer,
  name: string,
  place?: { readonly file: string; readonly line?: number },
): string {
  const { changes } = diff;
  if (changes.length === 0) return githubNotice(name, 'No difference.', place);
  const told = changes.filter(({ class: each }) => each !== 'layout' && each !== 'view');
  if (told.length === 0)
    return githubNotice(`${name}: ${kind} change`, foldedKinds(changes), place);
  const shown = tellingsOf(told, looks).slice(0, mostSentences);
  const more = untold(changes, shown);
  const lines = [...shown.map((each) => each.sentence), ...(more > 0 ? [`+${more} more`] : [])];
  return githubNotice(`${name}: ${kind} change`, lines.join('\n'), place);
}
