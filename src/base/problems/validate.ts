/** Problems of the family validate. */

export const validateProblems = {} as const;
