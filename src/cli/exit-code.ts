/** From problems to the exit code, by family; the order for several is fixed. */

import { familyOf, type Problem } from '../base/problem.ts';

export const exitCodeOfFamily: Readonly<Record<string, number>> = {
  bug: 70,
  cli: 2,
  config: 2,
  workflow: 2,
  pin: 1,
  validate: 1,
  canvas: 1,
  capture: 1,
  doctor: 1,
  drift: 1,
  gate: 1,
  smoke: 1,
  diff: 1,
  promotion: 1,
  evidence: 1,
  whence: 1,
  verify: 1,
  forge: 1,
  records: 4,
  git: 4,
  github: 4,
  server: 4,
  disk: 4,
  merge: 5,
};

/** Codes whose answer differs from their family's. */
const exitCodeOfCode: Readonly<Record<string, number>> = {
  'evidence/no-files': 2,
  'evidence/bad-key': 2,
  'pin/unknown-workflow': 2,
  'smoke/unknown-case': 2,
  'smoke/no-report': 2,
  'smoke/reports-differ': 2,
  'records/tampered': 1,
  'cli/interrupted': 130,
  'capture/not-first': 2,
  'capture/no-such-canvas': 2,
  'capture/both-changed': 5,
  'capture/unknown-base': 5,
  'capture/gone-in-git': 5,
  'capture/not-ours': 5,
  'forge/no-pull-request': 2,
  'forge/no-number': 2,
  'forge/bad-event': 2,
  'forge/not-hosted': 2,
  'forge/head-moved': 5,
  'github/run-failed': 1,
  'merge/in-git': 1,
  'merge/unknown-conflict': 2,
  'merge/no-such-choice': 2,
  'merge/nothing-chosen': 2,
  'merge/unreadable': 2,
  'merge/from-fork': 1,
  'promotion/moved': 5,
  'promotion/plan-moved': 5,
  'promotion/not-a-plan': 2,
  'promotion/shallow': 2,
  'promotion/unknown-workflow': 2,
  'promotion/unknown-release': 2,
  'promotion/ambiguous-release': 2,
  'promotion/first-environment': 2,
  'promotion/no-default-branch': 4,
};

const precedence = [130, 70, 2, 4, 5, 1, 3];

/** Returns the exit code of an answer: of several the first of 70, 2, 4, 5, 1, 3. Only errors count. */
export function exitCodeOf(problems: readonly Problem[], pending: boolean): number {
  const codes = new Set(
    problems
      .filter((each) => each.severity === 'error')
      .map((each) => exitCodeOfCode[each.code] ?? exitCodeOfFamily[familyOf(each.code)] ?? 70),
  );
  if (pending) codes.add(3);
  return precedence.find((code) => codes.has(code)) ?? 0;
}
