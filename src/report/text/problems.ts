/** Problems as text for people: severity, sentence, place, hint, code. */

import { hintOf, type Place, type Problem, sortProblems, titleOf } from '../../base/problem.ts';
import { plainText } from '../../base/text.ts';
import { paint } from '../style.ts';

/** Returns one block per problem, sorted; an empty text where there are none. */
export function renderProblems(problems: readonly Problem[], color: boolean): string {
  return sortProblems(problems)
    .map((each) => renderProblem(each, color))
    .join('\n');
}

function renderProblem(found: Problem, color: boolean): string {
  const lines = [
    `${paint(color, found.severity, found.severity)}: ${indented(plainText(titleOf(found)))}`,
  ];
  const place = renderPlaceOf(found);
  if (place !== '') lines.push(`  ${paint(color, 'dim', 'at')} ${place}`);
  const hint = hintOf(found);
  if (hint !== undefined)
    lines.push(`  ${paint(color, 'hint', 'hint:')} ${indented(plainText(hint))}`);
  lines.push(`  ${paint(color, 'dim', `see: comfypin explain ${found.code}`)}`);
  return `${lines.join('\n')}\n`;
}

/** The place, with the value that stands there where the sentence does not name it. */
export function renderPlaceOf({ at, ...found }: Problem): string {
  const { sent } = at;
  const isNamed = sent === undefined || titleOf({ at, ...found }).includes(bare(sent));
  return isNamed ? renderPlace(at) : `${renderPlace(at)}: ${plainText(sent)}`;
}

/** The text itself where the value is one. */
function bare(sent: string): string {
  return sent.replace(/^"(.*)"$/, '$1');
}

/** Returns `file:line:column, node 3 "KSampler", input steps`, without what is not known. */
export function renderPlace(at: Place): string {
  const parts: string[] = [];
  const line =
    at.line === undefined ? '' : `:${at.line}${at.column === undefined ? '' : `:${at.column}`}`;
  if (at.file !== undefined) parts.push(`${at.file}${line}`);
  else if (at.workflow !== undefined) {
    parts.push(at.environment === undefined ? at.workflow : `${at.workflow}@${at.environment}`);
  } else if (at.environment !== undefined) parts.push(`environment ${at.environment}`);
  if (at.node !== undefined) {
    parts.push(`node ${at.node}${at.title === undefined ? '' : ` "${plainText(at.title)}"`}`);
  }
  if (at.input !== undefined) parts.push(`input ${plainText(at.input)}`);
  return parts.join(', ');
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
