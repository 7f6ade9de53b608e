/** `why` as text: each gate with its reason, since when, until when, who can change it, and the command. */

import { plainText } from '../../base/text.ts';
import { type GateLine, releaseWords, type WhyAnswer } from '../promotion-answers.ts';
import { paint } from '../style.ts';
import { renderGate } from './promote.ts';

export function renderWhy(
  { value }: { readonly value: WhyAnswer },
  { color }: { readonly color: boolean },
): string {
  const { workflow, environment, release, current, pullRequest } = value;
  const holds = current === undefined ? 'holds nothing' : `holds ${releaseWords(current)}`;
  const next = release === undefined ? '' : `; next is ${releaseWords(release)}`;
  const there = value.state === 'there' ? ', which is what comes next' : next;
  const lines = [`${paint(color, 'strong', workflow)} in ${environment} ${holds}${there}.`];
  if (pullRequest !== undefined) {
    lines.push(`  pull request ${pullRequest.number}: ${plainText(pullRequest.url)}`);
  }
  for (const gate of value.gates) lines.push(renderGate(gate, color), ...details(gate, color));
  return `${lines.join('\n')}\n`;
}

function details(gate: GateLine, color: boolean): string[] {
  if (gate.state === 'passed') return [];
  const indent = ' '.repeat(22);
  const facts = [
    gate.since === undefined ? '' : `since ${time(gate.since)}`,
    gate.next === undefined ? '' : `may change by itself at ${time(gate.next)}`,
    gate.who === undefined ? '' : `can be changed by ${gate.who}`,
  ].filter((text) => text !== '');
  return [
    ...(facts.length === 0 ? [] : [`${indent}${paint(color, 'dim', plainText(facts.join('; ')))}`]),
    ...(gate.command === undefined
      ? []
      : [`${indent}${paint(color, 'hint', plainText(gate.command))}`]),
  ];
}

/** Returns `2026-11-21 07:30 UTC` of an ISO time. */
export function time(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
