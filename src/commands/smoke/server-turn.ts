/** One prompt at a time on a server, while what an earlier one left is still being looked at. */

export interface ServerTurn {
  /** Resolves once nobody else has the turn; what it gives hands it on, and does nothing a second time. */
  readonly take: () => Promise<() => void>;
}

/** Turns are given in the order in which they are asked for. */
export function serverTurn(): ServerTurn {
  let last = Promise.resolve();
  return {
    take: async () => {
      const before = last;
      let give: () => void = () => undefined;
      last = new Promise((resolve) => {
        give = resolve;
      });
      await before;
      return give;
    },
  };
}

/** A case's part in it: the turn that it begins with, and others where it sends again later. */
export interface CaseTurn {
  /** Does what must not meet another prompt of ours; hands the turn on after a success, since then the server is free. */
  readonly during: <T>(work: () => Promise<T>, isFree: (result: T) => boolean) => Promise<T>;
  readonly end: () => void;
}

/** `mayShare` is false where the server must be the case's own from its first step to its last. */
export function caseTurn(turn: ServerTurn, held: () => void, mayShare: boolean): CaseTurn {
  let give: (() => void) | undefined = held;
  const end = (): void => {
    give?.();
    give = undefined;
  };
  return {
    during: async (work, isFree) => {
      give ??= await turn.take();
      const result = await work();
      if (mayShare && isFree(result)) end();
      return result;
    },
    end,
  };
}
