/** Where files came from, for a terminal: the release, how sure that is, and who let it in. */

import { shortDigest } from '../../base/digest.ts';
import type { Json } from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import { counted, plainText, shortened } from '../../base/text.ts';
import { releaseWords } from '../promotion-answers.ts';
import { type Label, paint } from '../style.ts';
import type { WhenceAnswer, WhenceFile, WhencePlace } from '../whence-answer.ts';

const matches: Readonly<Record<WhenceFile['match'], readonly [Label, string]>> = {
  exact: ['good', 'exactly'],
  shape: ['good', 'with other inputs'],
  canvas: ['warning', 'by its canvas; it holds no graph'],
  graph: ['error', 'of no release; nearest is'],
  none: ['error', 'of no release'],
};

const mostChanges = 12;

export function renderWhence(
  { value }: { readonly value: WhenceAnswer },
  { color }: { readonly color: boolean },
): string {
  return `${value.files.map((each) => fileText(each, color)).join('\n\n')}\n`;
}

function fileText(each: WhenceFile, color: boolean): string {
  const [label, words] = matches[each.match];
  const head = `${paint(color, 'strong', plainText(each.file))}  ${paint(color, label, words)}`;
  const lines = [
    ...each.found.flatMap((place) => placeText(place, color)),
    ...changesText(each.changed, color),
    ...each.evidence.map(
      (one) =>
        `  in evidence: case ${plainText(one.case)} ${one.verdict}, ${one.workflow}@${one.environment}, ${one.at}, by ${plainText(one.by)}`,
    ),
    ...(each.claim === undefined ? [] : [`  its own note: ${claimWords[each.claim.state]}`]),
  ];
  return [head, ...lines].join('\n');
}

const claimWords = {
  confirmed: 'says the same',
  contradicted: 'says something else, and is not believed',
  unproven: 'cannot be checked, and is not believed',
} as const;

function placeText(place: WhencePlace, color: boolean): readonly string[] {
  const { workflow, environment, release, since, until, branch } = place;
  const time =
    since === undefined
      ? `proposed on ${plainText(branch ?? place.commit.slice(0, 12))}`
      : `pinned ${minute(since)}${until === undefined ? ', still there' : ` to ${minute(until)}`}`;
  const who = [
    ...(place.action === undefined ? [] : [place.action]),
    ...(place.pullRequest === undefined ? [] : [`pull request #${place.pullRequest}`]),
    ...(place.by === undefined ? [] : [`by ${plainText(place.by)}`]),
    ...(place.mergedBy === undefined ? [] : [`merged by ${plainText(place.mergedBy)}`]),
    ...(place.approvers.length === 0
      ? []
      : [`approved by ${place.approvers.map(plainText).join(', ')}`]),
    `commit ${place.commit.slice(0, 12)}`,
  ];
  return [
    `  ${workflow}@${environment}  ${releaseWords(release)} ${paint(color, 'dim', shortDigest(release.digest))}  ${time}`,
    `    ${paint(color, 'dim', who.join(', '))}`,
  ];
}

function minute(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

function changesText(changed: WhenceFile['changed'], color: boolean): readonly string[] {
  const lines = changed.slice(0, mostChanges).map(({ node, title, input, was, is }) => {
    const name = plainText(`${title} (${node}) ${input}`);
    return `  ${paint(color, 'changed', '~')} ${name}: ${valueText(was)} → ${valueText(is)}`;
  });
  const rest = changed.length - lines.length;
  return rest > 0 ? [...lines, `  ${counted(rest, 'more change')}`] : lines;
}

function valueText(value: Json | undefined): string {
  return value === undefined ? 'absent' : plainText(shortened(writeJson(value), 60));
}
