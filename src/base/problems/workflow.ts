/** Problems of the family workflow. */

export const workflowProblems = {} as const;
