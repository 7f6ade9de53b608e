/** Problems of the family smoke. */

export const smokeProblems = {} as const;
