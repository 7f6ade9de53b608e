/** Validation for a terminal: the matrix; the findings follow as problems. */

import { plainText } from '../../base/text.ts';
import { type Label, paint } from '../style.ts';
import {
  fixesOf,
  type ReportCell,
  rowsOf,
  type ValidationReport,
  wordsOf,
} from '../validation-table.ts';

const labels: Readonly<Record<ReportCell['verdict'], Label>> = {
  passed: 'good',
  warned: 'warning',
  unverifiable: 'warning',
  failed: 'error',
};

export function renderValidation(
  { value }: { readonly value: ValidationReport },
  { color }: { readonly color: boolean },
): string {
  const rows = rowsOf(value);
  const sources = value.environments.map(({ name, source, comfyui }) => {
    const version = comfyui === undefined ? '' : `, ComfyUI ${plainText(comfyui)}`;
    return `${name}: ${plainText(source)}${version}\n`;
  });
  if (rows.length === 0) return `${sources.join('')}No workflow to validate.\n`;
  const table = [
    ['', ...value.environments.map(({ name }) => name)],
    ...rows.map(({ workflow, cells }) => [workflow, ...cells.map(wordsOf)]),
  ];
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map((row, at) =>
    row
      .map((text, column) => {
        const padded = text.padEnd(widths[column] ?? 0);
        const cell = rows[at - 1]?.cells[column - 1];
        return cell === undefined ? padded : paint(color, labels[cell.verdict], padded);
      })
      .join('  ')
      .trimEnd(),
  );
  const fixes = fixesOf(value).map(
    (each) =>
      `${plainText(each.name)} would pass with:\n${each.fixes.map((fix) => `  ${plainText(fix)}\n`).join('')}`,
  );
  const rest = fixes.length === 0 ? '' : `\n${fixes.join('')}`;
  return `${sources.join('')}\n${lines.join('\n')}\n${rest}`;
}
