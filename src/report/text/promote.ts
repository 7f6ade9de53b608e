/** Promotions and rollbacks as text: what was decided, the gates, what was done. */

import { plainText } from '../../base/text.ts';
import {
  type GateLine,
  type PromoteAnswer,
  type PromoteItem,
  releaseWords,
} from '../promotion-answers.ts';
import { type Label, paint } from '../style.ts';

export function renderPromote(
  { value }: { readonly value: PromoteAnswer },
  { color }: { readonly color: boolean },
): string {
  return value.items.map((item) => renderItem(item, value.dryRun, color)).join('\n');
}

function renderItem(item: PromoteItem, dryRun: boolean, color: boolean): string {
  const lines = [headline(item, color), ...item.gates.map((gate) => renderGate(gate, color))];
  if (item.rerendered) lines.push('  re-rendered: the same release under the model names of today');
  const { pullRequest, merged } = item;
  if (pullRequest !== undefined && item.decision === 'propose') {
    const ending = merged === undefined ? '' : `, merged as ${merged.slice(0, 12)}`;
    lines.push(`  pull request ${pullRequest.number}${ending}: ${plainText(pullRequest.url)}`);
  }
  if (dryRun) lines.push(...item.steps.map((step) => `  would ${plainText(step)}`));
  return `${lines.join('\n')}\n`;
}

function headline(item: PromoteItem, color: boolean): string {
  const name = paint(color, 'strong', item.workflow);
  const release = item.release === undefined ? '' : ` ${releaseWords(item.release)}`;
  const current = item.current === undefined ? 'nothing' : releaseWords(item.current);
  const where = `${item.environment} (now ${current})`;
  if (item.decision === 'nothing' && item.action !== 'remove') {
    return `${name}${release} is in ${item.environment} already.`;
  }
  const told = {
    promote: `${name}${release} → ${where}`,
    rollback: `${name} back to${release} in ${where}`,
    adopt: `${name}${release} brought back to ${where}`,
    remove: `${name} removed from ${where}`,
  }[item.action];
  const what = item.release === undefined ? `${name} in ${where}` : told;
  return item.decision === 'refused' ? `${what}: ${paint(color, 'error', 'refused')}` : what;
}

const words: Record<GateLine['state'], { readonly word: string; readonly label: Label }> = {
  passed: { word: 'passed', label: 'good' },
  failed: { word: 'failed', label: 'error' },
  pending: { word: 'pending', label: 'warning' },
  unverifiable: { word: 'unknown', label: 'warning' },
};

/** Returns `  soak        pending  The release soaks in staging …`. */
export function renderGate({ gate, state, reason }: GateLine, color: boolean): string {
  const { word, label } = words[state];
  return `  ${gate.padEnd(11)}${paint(color, label, word.padEnd(9))}${plainText(reason)}`;
}
