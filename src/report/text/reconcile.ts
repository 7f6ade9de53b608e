/** `reconcile`, `plan` and `apply` as text: what moves, what was done, what waits for somebody. */

import { plainText } from '../../base/text.ts';
import { releaseWords } from '../promotion-answers.ts';
import type { PlanAnswer, ReconcileAnswer, WaitingLine } from '../reconcile-answers.ts';
import { paint } from '../style.ts';
import { renderPromote } from './promote.ts';

export function renderReconcile(
  { value }: { readonly value: ReconcileAnswer },
  { color }: { readonly color: boolean },
): string {
  const parts = [
    value.items.length === 0
      ? ''
      : renderPromote({ value: { dryRun: value.dryRun, items: value.items } }, { color }),
    value.did.map((step) => `${value.dryRun ? 'would ' : ''}${plainText(step)}\n`).join(''),
    renderWaiting(value.waiting, color),
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'Nothing to do.\n' : parts.join('\n');
}

export function renderPlan(
  { value }: { readonly value: PlanAnswer },
  options: { readonly color: boolean },
): string {
  const { base, items, steps, waiting } = value;
  const head = `Plan for ${plainText(base.branch)} at ${base.commit.slice(0, 12)}\n`;
  const body = { dryRun: true, rounds: 1, items, did: steps, waiting };
  return `${head}\n${renderReconcile({ value: body }, options)}`;
}

function renderWaiting(waiting: readonly WaitingLine[], color: boolean): string {
  return waiting
    .map(({ workflow, environment, release, reason, command }) => {
      const name = release === undefined ? '' : ` ${releaseWords(release)}`;
      const help = command === undefined ? '' : `\n  ${paint(color, 'hint', plainText(command))}`;
      return `${paint(color, 'warning', 'waits')} ${workflow}@${environment}${name}: ${plainText(reason)}${help}\n`;
    })
    .join('');
}
