/** Model files for a terminal: one line a file, or the rows that promotion.yaml lacks. */

import { counted, plainText } from '../../base/text.ts';
import { paint } from '../style.ts';

/** What `models` tells; the command's own answer fits it. */
export interface ModelsReport {
  readonly environment: string;
  readonly source: string;
  readonly suggest: boolean;
  readonly todo: boolean;
  readonly models: readonly {
    readonly folder: string;
    readonly file: string;
    readonly state: 'present' | 'missing';
    readonly isMapped: boolean;
    readonly workflows: readonly string[];
    readonly row?: string;
    readonly found?: string;
    readonly sha256?: string;
    readonly size?: number;
    readonly url?: string;
    readonly releases: readonly string[];
  }[];
}

export function renderModels(
  { value }: { readonly value: ModelsReport },
  { color }: { readonly color: boolean },
): string {
  const { models } = value;
  if (value.suggest) {
    const rows = models.flatMap(({ row }) => (row === undefined ? [] : [`  ${plainText(row)}\n`]));
    return rows.length === 0 ? '# no row to add\n' : `models:\n${rows.join('')}`;
  }
  if (value.todo) return renderTodo(value);
  const head = `${value.environment} (${plainText(value.source)}): ${counted(models.length, 'model')} used`;
  const width = Math.max(0, ...models.map(({ folder, file }) => folder.length + file.length + 1));
  const lines = models.map(({ folder, file, state, isMapped, workflows }) => {
    const name = plainText(`${folder}/${file}`.padEnd(width));
    const word = paint(
      color,
      state === 'present' ? 'good' : 'error',
      state.padEnd('missing'.length),
    );
    const mapped = isMapped ? 'mapped' : 'as is ';
    return `  ${word}  ${mapped}  ${name}  ${paint(color, 'dim', workflows.join(', '))}`;
  });
  return `${[head, ...lines].join('\n')}\n`;
}

/** What to put on the servers; a file that is there under another name needs a row in promotion.yaml instead. */
function renderTodo({ environment, models }: ModelsReport): string {
  const wanted = models.filter(({ state, found }) => state === 'missing' && found === undefined);
  if (wanted.length === 0) return `${environment} lacks no model file.\n`;
  const blocks = wanted.map(({ folder, file, sha256, size, url, workflows, releases }) => {
    const facts = [
      url === undefined ? 'from    unknown: no canvas names an address' : `from    ${url}`,
      ...(sha256 === undefined ? [] : [`sha256  ${sha256}`]),
      ...(size === undefined ? [] : [`size    ${size} bytes`]),
      `for     ${(releases.length === 0 ? workflows : releases).join(', ')}`,
    ];
    return [`[ ] ${folder}/${file}`, ...facts.map((fact) => `    ${fact}`)]
      .map(plainText)
      .join('\n');
  });
  return `${environment} lacks ${counted(wanted.length, 'model file')}:\n\n${blocks.join('\n\n')}\n`;
}
