/** The overview of all commands, grouped by who uses them. */

import { commandTable, type Role } from '../commands/table.ts';

const headings: Readonly<Record<Role, string>> = {
  start: 'Start here',
  designer: 'For designers',
  ci: 'For CI',
  'release manager': 'For release managers',
  server: 'For servers',
};

/** Returns what `comfypin --help` prints. */
export function overview(version: string): string {
  const width = Math.max(...commandTable.map((row) => row.name.length)) + 2;
  const groups = Object.entries(headings).map(([role, heading]) => {
    const rows = commandTable.filter((row) => row.role === role);
    if (rows.length === 0) return '';
    return `${heading}:\n${rows.map((row) => `  ${row.name.padEnd(width)}${row.summary}\n`).join('')}\n`;
  });
  return `comfypin ${version}: pin, review, test, promote and roll back ComfyUI workflows

Usage: comfypin <command> [arguments] [options]

${groups.join('')}comfypin <command> --help tells more. Exit codes: 0 yes, 1 no, 2 wrong question, 3 pending,
4 the world failed, 5 conflict, 70 a bug of ours, 130 interrupted.
`;
}
