/** Problems of the family canvas. */

export const canvasProblems = {} as const;
