/** Problems of the family config. */

export const configProblems = {} as const;
