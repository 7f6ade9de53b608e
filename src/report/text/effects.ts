/** A change of an environment for a terminal: what changes, then what that does to each workflow. */

import { counted, plainText } from '../../base/text.ts';
import { type Label, paint } from '../style.ts';
import { changeLines, type ReportedChange } from './changes.ts';

/** What `drift` and `forecast` tell; the commands' own answer fits it. */
export interface EffectsReport {
  readonly environment: string;
  readonly source: string;
  readonly changes: readonly ReportedChange[];
  readonly workflows: readonly {
    readonly workflow: string;
    readonly effect: 'breaks' | 'touches' | 'none';
    readonly uses: readonly string[];
    readonly wasBroken: boolean;
  }[];
}

const mostChanges = 60;
const mostOthers = 12;
const labels: Readonly<Record<'breaks' | 'touches' | 'none', Label>> = {
  breaks: 'error',
  touches: 'warning',
  none: 'dim',
};

export function renderEffects(
  { value }: { readonly value: EffectsReport },
  { color }: { readonly color: boolean },
): string {
  const { environment, source, changes, workflows } = value;
  const head = `${environment}, recorded against ${plainText(source)}: ${
    changes.length === 0 ? 'the same' : counted(changes.length, 'difference')
  }`;
  const { near, others } = byUse(value);
  const most = near.length === 0 ? mostChanges : mostOthers;
  const lines = [
    ...changeLines(near, mostChanges, color),
    ...changeLines(others.slice(0, most), most, color),
    ...(others.length > most
      ? [`  +${others.length - most} more that no workflow here uses (--json tells each)`]
      : []),
  ];
  const width = Math.max(0, ...workflows.map(({ workflow }) => workflow.length));
  const rows = workflows.map((each) => {
    const word = paint(color, labels[each.effect], wordOf(each).padEnd('left alone'.length));
    return `  ${each.workflow.padEnd(width)}  ${word}  ${plainText(each.uses.join(', '))}`.trimEnd();
  });
  const parts = [head, ...lines, ...(rows.length === 0 ? [] : ['', ...rows])];
  return `${parts.join('\n')}\n`;
}

/** One word or two for what happens to a workflow. */
export function wordOf({ effect, wasBroken }: EffectsReport['workflows'][number]): string {
  if (effect === 'breaks') return 'breaks';
  if (wasBroken) return 'was broken';
  return effect === 'touches' ? 'touched' : 'left alone';
}

/** What workflows use, and versions, stand before what only the server has. */
export function byUse({ changes, workflows }: EffectsReport): {
  readonly near: readonly ReportedChange[];
  readonly others: readonly ReportedChange[];
} {
  const used = new Set(workflows.flatMap(({ uses }) => uses));
  const isNear = ({ kind, name }: ReportedChange): boolean =>
    kind === 'version' || used.has(`${kind} ${name}`);
  return { near: changes.filter(isNear), others: changes.filter((each) => !isNear(each)) };
}
