/** Where a command talks: the answer, the talk beside it, and what kind of place each is. */

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** True where standard output is a terminal that shows colours. */
  readonly color: boolean;
  /** True where standard error is a terminal, so that a line may be drawn over. */
  readonly live: boolean;
  readonly width: number;
}
