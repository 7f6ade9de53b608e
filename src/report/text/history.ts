/** `history` as text: one line per occupancy, newest first. */

import { entriesOf, type JsonObject } from '../../base/json.ts';
import { canonicalJson } from '../../base/json-write.ts';
import { plainText } from '../../base/text.ts';
import { type HistoryAnswer, type HistoryEntry, releaseWords } from '../promotion-answers.ts';
import { paint } from '../style.ts';
import { time } from './why.ts';

export function renderHistory(
  { value }: { readonly value: HistoryAnswer },
  { color }: { readonly color: boolean },
): string {
  const width = Math.max(0, ...value.entries.map((each) => releaseWords(each.release).length));
  const lines = value.entries.map((entry, index) => {
    const name = releaseWords(entry.release).padEnd(width);
    const shown = index === 0 && entry.until === undefined ? paint(color, 'good', name) : name;
    const line = `${shown}  ${time(entry.since)}  ${details(entry)}`;
    return [line, ...(entry.audit ?? []).flatMap(auditLines)].join('\n');
  });
  return `${lines.join('\n')}\n`;
}

const verbs = {
  promote: 'promoted',
  rollback: 'rolled back',
  adopt: 'brought back',
  remove: 'removed',
  edit: 'edited',
} as const;

function details(entry: HistoryEntry): string {
  const parts = [
    entry.change === undefined ? '' : `${entry.change} change`,
    `${verbs[entry.action]} by ${plainText(entry.by)}`,
    entry.pullRequest === undefined ? '' : `#${entry.pullRequest}`,
    entry.approvers.length === 0 ? '' : `approved by ${entry.approvers.map(plainText).join(', ')}`,
    entry.bypass === undefined ? '' : `past a gate: ${plainText(entry.bypass)}`,
    entry.commit.slice(0, 12),
  ];
  return parts.filter((text) => text !== '').join(', ');
}

/** A record's members, one per line; lists and tables in JSON's short form. */
function auditLines(record: JsonObject): readonly string[] {
  return entriesOf(record)
    .filter(([key]) => !['workflow', 'environment', 'release', 'rendering'].includes(key))
    .map(([key, value]) => {
      const text = typeof value === 'string' ? value : canonicalJson(value);
      return `    ${key === 'format' ? text : `  ${key}: ${plainText(text)}`}`;
    });
}
