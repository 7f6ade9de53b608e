/** The checks of `doctor`, one line each; what is wrong follows as problems with their fixes. */

import { plainText } from '../../base/text.ts';
import { type Label, paint } from '../style.ts';

export interface DoctorAnswer {
  readonly forge: 'local' | 'github' | 'none';
  readonly checks: readonly {
    readonly check: string;
    /** `unknown`: the token or this place may not read it. */
    readonly state: 'good' | 'warning' | 'wrong' | 'unknown';
  }[];
}

const words: Record<string, string> = {
  git: 'git is new enough',
  history: 'the clone has all history',
  remote: 'the remote and its forge answer',
  token: 'the token may promote',
  jobs: 'what Actions jobs may do',
  gate: 'comfypin/gate is required',
  records: 'comfypin-records is protected',
  forks: 'forks start nothing by themselves',
  runners: 'runners are online',
  secrets: 'secrets and variables are set',
  clock: 'the clock is right',
};

const marks: Record<DoctorAnswer['checks'][number]['state'], readonly [string, Label]> = {
  good: ['✓', 'good'],
  warning: ['!', 'warning'],
  wrong: ['✗', 'error'],
  unknown: ['?', 'dim'],
};

export function renderDoctor(
  { value }: { readonly value: DoctorAnswer },
  { color }: { readonly color: boolean },
): string {
  const lines = value.checks.map(({ check, state }) => {
    const [mark, label] = marks[state];
    const text = words[check] ?? plainText(check);
    const note = state === 'unknown' ? ' (not readable from here)' : '';
    return `${paint(color, label, mark)} ${text}${note}`;
  });
  return `${lines.join('\n')}\n`;
}
