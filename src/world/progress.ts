/** Progress on standard error: one line drawn over on a terminal, one line per change elsewhere. */

import type { Progress } from './ports.ts';

export interface ProgressTarget {
  readonly write: (text: string) => void;
  readonly live: boolean;
  readonly width: number;
  readonly quiet: boolean;
}

/** Returns a progress that remembers the line it has drawn. */
export function progressOn(target: ProgressTarget): Progress {
  let drawn = false;
  const wipe = (): void => {
    if (drawn) target.write('\r\u001b[2K');
    drawn = false;
  };
  return {
    say: (line) => {
      if (target.quiet) return;
      wipe();
      target.write(`${line}\n`);
    },
    show: (line) => {
      if (target.quiet || !target.live) return;
      target.write(`\r\u001b[2K${line.slice(0, target.width - 1)}`);
      drawn = true;
    },
    done: wipe,
  };
}
