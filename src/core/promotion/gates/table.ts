/** All gates in the order in which they are shown, and what they say together. */

import { problem, titleOf } from '../../../base/problem.ts';
import { approvalsGate } from './approvals.ts';
import { contractGate } from './contract.ts';
import {
  type Gate,
  type GateAnswer,
  type GateName,
  type GateQuestion,
  type GateState,
  gateNames,
  placeOf,
} from './gate.ts';
import { lookedAtGate } from './looked-at.ts';
import { ownersGate } from './owners.ts';
import { previousGate } from './previous.ts';
import { smokeGate } from './smoke.ts';
import { soakGate } from './soak.ts';
import { statusesGate } from './statuses.ts';
import { banGate, freezeGate, holdGate } from './stops.ts';
import { turnGate } from './turn.ts';
import { validationGate } from './validation.ts';
import { windowGate } from './window.ts';

export const gateTable = {
  ban: banGate,
  hold: holdGate,
  freeze: freezeGate,
  window: windowGate,
  turn: turnGate,
  validation: validationGate,
  contract: contractGate,
  previous: previousGate,
  soak: soakGate,
  smoke: smokeGate,
  statuses: statusesGate,
  'looked-at': lookedAtGate,
  approvals: approvalsGate,
  owners: ownersGate,
} as const satisfies Record<GateName, Gate>;

/** Asks every gate that binds the action; what a hotfix skips is shown as skipped. */
export function askGates(question: GateQuestion): readonly GateAnswer[] {
  return gateNames
    .map((name): Gate => gateTable[name])
    .filter((gate) => question.action !== 'rollback' || gate.bindsRollback)
    .filter((gate) => question.action !== 'remove' || gate.bindsRemoval)
    .map((gate) => gate.answer(question))
    .filter((answer) => answer !== undefined)
    .map((answer) => skipped(answer, question));
}

function skipped(answer: GateAnswer, question: GateQuestion): GateAnswer {
  const { gate } = answer;
  const hotfix = question.hotfixes?.findLast((each) => each.gates.includes(gate));
  if (answer.state === 'passed' || hotfix === undefined) return answer;
  const { reason, by, at } = hotfix;
  const args = { gate, reason, by, was: titleOf(answer.reason) };
  const why = problem('gate/skipped', placeOf(question), args);
  return { gate, state: 'passed', reason: why, since: at };
}

/** One word for all: a definite no goes before what cannot be answered, and that before waiting. */
export function stateOfAll(answers: readonly GateAnswer[]): GateState {
  const order: readonly GateState[] = ['failed', 'unverifiable', 'pending'];
  return order.find((state) => answers.some((answer) => answer.state === state)) ?? 'passed';
}
