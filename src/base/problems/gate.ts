/** Problems of the family gate. */

export const gateProblems = {} as const;
