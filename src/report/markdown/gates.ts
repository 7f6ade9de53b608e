/** Gates in Markdown: the table, and the one comment that says what they answer now. */

import { hintOf, titleOf } from '../../base/problem.ts';
import type { GateAnswer, GateState } from '../../core/promotion/gates/gate.ts';
import { codeSpan } from './code.ts';

const marks: Record<GateState, string> = {
  passed: '✅ passed',
  failed: '❌ failed',
  pending: '⏳ pending',
  unverifiable: '❔ cannot be answered',
};

/** Returns one row per gate. */
export function gateTable(answers: readonly GateAnswer[]): string {
  const rows = answers.map(
    ({ gate, state, reason }) => `| ${gate} | ${marks[state]} | ${cell(titleOf(reason))} |`,
  );
  return `| gate | answer | why |\n|---|---|---|\n${rows.join('\n')}`;
}

export interface GatedPlace {
  readonly workflow: string;
  readonly environment: string;
  readonly answers: readonly GateAnswer[];
}

/** Returns the comment: what is open, and the command that helps; the same text for the same answers. */
export function renderGateComment(places: readonly GatedPlace[], state: GateState): string {
  const parts = places.map(({ workflow, environment, answers }) => {
    const open = answers.filter((each) => each.state !== 'passed');
    const name = codeSpan(`${workflow}@${environment}`);
    if (open.length === 0) return `${name}: every gate passed.`;
    const commands = open.flatMap(({ reason }) => hintOf(reason) ?? []);
    const help = commands.map((each) => `- ${codeSpan(each)}`).join('\n');
    return `${name}\n\n${gateTable(open)}${help === '' ? '' : `\n\n${help}`}`;
  });
  return `**comfypin/gate: ${marks[state]}**\n\n${parts.join('\n\n')}\n`;
}

/** A pipe would end the cell, even in a code span (GFM 4.10). */
export function cell(text: string): string {
  return codeSpan(text).replaceAll('|', '\\|');
}
