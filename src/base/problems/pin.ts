/** Problems of the family pin. */

export const pinProblems = {} as const;
