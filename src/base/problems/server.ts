/** Problems of the family server. */

export const serverProblems = {} as const;
