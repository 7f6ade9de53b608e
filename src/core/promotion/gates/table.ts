/** All gates in the order in which they are shown, and what they say together. */

import { approvalsGate } from './approvals.ts';
import type { Gate, GateAnswer, GateName, GateQuestion, GateState } from './gate.ts';
import { previousGate } from './previous.ts';
import { smokeGate } from './smoke.ts';
import { soakGate } from './soak.ts';
import { banGate, freezeGate, holdGate } from './stops.ts';
import { turnGate } from './turn.ts';
import { validationGate } from './validation.ts';

export const gateTable = {
  ban: banGate,
  hold: holdGate,
  freeze: freezeGate,
  turn: turnGate,
  validation: validationGate,
  previous: previousGate,
  soak: soakGate,
  smoke: smokeGate,
  approvals: approvalsGate,
} as const satisfies Record<GateName, Gate>;

/** Asks every gate that binds the action. */
export function askGates(question: GateQuestion): readonly GateAnswer[] {
  return Object.values(gateTable)
    .filter((gate) => question.action !== 'rollback' || gate.bindsRollback)
    .map((gate) => gate.answer(question))
    .filter((answer) => answer !== undefined);
}

/** One word for all: a definite no goes before what cannot be answered, and that before waiting. */
export function stateOfAll(answers: readonly GateAnswer[]): GateState {
  const order: readonly GateState[] = ['failed', 'unverifiable', 'pending'];
  return order.find((state) => answers.some((answer) => answer.state === state)) ?? 'passed';
}
