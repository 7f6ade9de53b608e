/** The demo as people read it: each command with its answer while it goes on, and a line at the end. */

export interface DemoStep {
  readonly says: string;
  readonly person: string;
  /** The command line as it is typed. */
  readonly line: string;
  readonly exitCode: number;
  readonly text: string;
  /** The exit code that the story has. */
  readonly expected: number;
  readonly asExpected: boolean;
}

/** Returns one step: what happens, who types what, what it answered. */
export function renderStep(step: DemoStep): string {
  const says = step.says === '' ? '' : `\n${step.says}\n`;
  const answer = step.text.trimEnd().split('\n').filter(Boolean);
  const exit = step.exitCode === 0 ? [] : [`exit code ${step.exitCode}`];
  const lines = [...answer, ...exit].map((line) => `  ${line}`);
  const wrong = step.asExpected ? [] : [`  (the story has exit code ${step.expected} here)`];
  return [`${says}${step.person}$ ${step.line}`, ...lines, ...wrong].join('\n');
}

/** Returns the last line: how many commands, and how long they took. */
export function renderDemo({
  value,
}: {
  readonly value: {
    readonly steps: readonly DemoStep[];
    readonly unexpected: number;
    readonly seconds: number;
  };
}): string {
  const { steps, unexpected, seconds } = value;
  const how =
    unexpected === 0
      ? 'each answered as the story has it'
      : 'the last one answered otherwise, so the rest was left out';
  return `\n${steps.length} commands in ${seconds.toFixed(1)} s; ${how}. Nothing is left behind.\n`;
}
