/** Untrusted text in Markdown: always a code span, so that it can neither mark up, nor link, nor mention anyone. */

import { plainText } from '../../base/text.ts';

/** Returns the text as a code span; its fence is longer than any run of backticks inside (CommonMark 0.31, 6.1). */
export function codeSpan(text: string): string {
  const line = plainText(text).replace(/\s+/g, ' ');
  if (line.trim() === '') return '` `';
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const gap = longest > 0 || (line.startsWith(' ') && line.endsWith(' ')) ? ' ' : '';
  return `${fence}${gap}${line}${gap}${fence}`;
}
