/** Problems of the family drift. */

export const driftProblems = {} as const;
