/** Problems of the family merge. */

export const mergeProblems = {} as const;
