/** Meaning to looks: the one table of colours. */

import { styleText } from 'node:util';

export type Label =
  | 'error'
  | 'warning'
  | 'info'
  | 'hint'
  | 'good'
  | 'dim'
  | 'strong'
  | 'added'
  | 'removed'
  | 'changed';

const looks: Record<Label, Parameters<typeof styleText>[0]> = {
  error: 'red',
  warning: 'yellow',
  info: 'blue',
  hint: 'cyan',
  good: 'green',
  dim: 'dim',
  strong: 'bold',
  added: 'green',
  removed: 'red',
  changed: 'yellow',
};

/** Returns the text in the looks of its meaning, or as it is where colour is off. */
export function paint(color: boolean, label: Label, text: string): string {
  return color ? styleText(looks[label], text, { validateStream: false }) : text;
}
