/** Problems of the family promotion. */

export const promotionProblems = {} as const;
