/** Problems of the family records. */

export const recordsProblems = {} as const;
