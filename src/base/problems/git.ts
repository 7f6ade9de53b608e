/** Problems of the family git. */

export const gitProblems = {} as const;
