/** The gate window: the environment takes releases at this time. */

import { problem } from '../../../base/problem.ts';
import { askWindows } from '../windows.ts';
import { type Gate, placeOf, timeText } from './gate.ts';

export const windowGate: Gate = {
  name: 'window',
  bindsRollback: false,
  bindsRemoval: true,
  answer: (question) => {
    const { windows } = question.gates;
    if (windows === undefined) return undefined;
    const place = placeOf(question);
    const { open, next, by, since } = askWindows(windows, question.now);
    const args = {
      ...place,
      zone: windows.zone,
      when: by?.when,
      because: by?.reason,
      until: next === undefined ? undefined : timeText(next),
    };
    if (open) return { gate: 'window', state: 'passed', reason: problem('gate/open', place, args) };
    return {
      gate: 'window',
      state: 'pending',
      reason: problem('gate/closed', place, args),
      ...(since === undefined ? {} : { since }),
      ...(next === undefined ? {} : { next }),
      who: 'time',
    };
  },
};
