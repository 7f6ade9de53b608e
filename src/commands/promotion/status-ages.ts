/** How long each release of a status has been where it is: told when it is shown, since it changes by itself. */

import type { StatusAnswer, StatusCell } from '../../report/promotion-answers.ts';

/** Adds ages at a time, in milliseconds since 1970. */
export function withAges(answer: StatusAnswer, now: number): StatusAnswer {
  const aged = (cell: StatusCell): StatusCell =>
    cell.since === undefined ? cell : { ...cell, age: ageText(now - Date.parse(cell.since)) };
  return {
    ...answer,
    workflows: answer.workflows.map(({ workflow, cells }) => ({
      workflow,
      cells: cells.map(aged),
    })),
  };
}

function ageText(milliseconds: number): string {
  const hours = Math.floor(milliseconds / 3_600_000);
  if (hours < 1) return '<1h';
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}
