/** Problems of the family diff. */

export const diffProblems = {} as const;
