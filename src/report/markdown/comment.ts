/** Answers to comments: what a command did stands in a code block, so that nothing in it mentions or links anyone. */

import { hintOf, type Problem, titleOf } from '../../base/problem.ts';
import type { CheckReport } from '../../core/promotion/check-report.ts';
import { fenced, renderCheckMarkdown } from './check.ts';
import { codeSpan } from './code.ts';

export function renderAnswer(verb: string, text: string): string {
  return `${codeSpan(`/${verb}`)}\n\n${fenced(text)}`;
}

export function renderFailure(verb: string, problems: readonly Problem[]): string {
  const lines = problems.map((each) => {
    const hint = hintOf(each);
    return `- ${codeSpan(titleOf(each))}${hint === undefined ? '' : `\n  ${codeSpan(hint)}`}`;
  });
  return `${codeSpan(`/${verb}`)} was not carried out.\n\n${lines.join('\n')}\n`;
}

const usage = [
  '/why [NAME@ENV]',
  '/retry',
  '/update',
  '/smoke [COMMIT]',
  '/promote [NAME@ENV] [--release v14]',
  '/hold NAME@ENV [--until 7d] [--lift] [--reason why]',
  '/rollback [NAME@ENV] [--release v14] [--now] [--reason why]',
  '/hotfix [NAME@ENV] --skip soak,approvals --reason why',
];

export function renderWrong(wrong: { readonly word: string; readonly nearest?: string }): string {
  const meant = wrong.nearest === undefined ? '' : ` Did you mean ${codeSpan(wrong.nearest)}?`;
  return `${codeSpan(wrong.word)} does not belong there.${meant} Nothing was done. The commands:\n\n${fenced(usage.join('\n'))}`;
}

/** The sticky comment of a pull request. */
export function renderCheckComment(value: CheckReport): string {
  return `${renderCheckMarkdown({ value })}\nThe pull request's own job says this, without any secret. What lets it be merged is ${codeSpan('comfypin/gate')}.\n`;
}
