/** Problems of the family github. */

export const githubProblems = {} as const;
