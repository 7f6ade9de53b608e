/** Runs the jobs of this repository's Actions files as GitHub would: conditions, variables, and each step's words as bash reads them. */

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import type { Variables } from './hermetic.ts';
import type { Answer } from './in-process.ts';

/** The contexts of expressions; what is not named is empty there. */
export interface ActionsContext {
  readonly github: Readonly<Record<string, unknown>> & { readonly event: unknown };
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly vars?: Variables;
  readonly secrets?: Variables;
  readonly matrix?: Readonly<Record<string, unknown>>;
  readonly needs?: unknown;
}

export interface ActionsRun {
  /** False where the condition of the job was not met. */
  readonly ran: boolean;
  readonly answers: readonly (Answer & { readonly words: readonly string[] })[];
  /** What its steps wrote to `$GITHUB_OUTPUT`. */
  readonly outputs: Readonly<Record<string, string>>;
}

interface Step {
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Calls comfypin with the words, in the folder that the job checked out. */
export type Comfypin = (env: Variables, words: readonly string[]) => Promise<Answer>;

const folder = new URL('../../.github/workflows/', import.meta.url);

/** Runs one job to its end, or to the first step that fails. */
export async function runJob(
  [name, job]: readonly [file: string, job: string],
  context: ActionsContext,
  comfypin: Comfypin,
): Promise<ActionsRun> {
  const file = parse(readFileSync(new URL(name, folder), 'utf8'));
  const { steps, if: condition } = file.jobs[job] as { steps: readonly Step[]; if?: string };
  const answers: (Answer & { words: readonly string[] })[] = [];
  const home = mkdtempSync(join(tmpdir(), 'comfypin-job-'));
  const output = join(home, 'output');
  const eventPath = join(home, 'event.json');
  writeFileSync(eventPath, JSON.stringify(context.github.event));
  writeFileSync(output, '');
  let failed = false;
  try {
    if (condition !== undefined && !evaluate(condition, context)) {
      return { ran: false, answers, outputs: {} };
    }
    for (const step of steps) {
      if (step.run?.startsWith('$COMFYPIN ') !== true) continue;
      if (failed && step.if !== 'always()') continue;
      const env: Record<string, string> = {
        GITHUB_EVENT_PATH: eventPath,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: join(home, 'summary.md'),
      };
      for (const [key, text] of Object.entries(step.env ?? {})) env[key] = filled(text, context);
      const words = await wordsOf(step.run, env);
      const answer = await comfypin(env, words);
      answers.push({ ...answer, words });
      if (step.run.endsWith('>> "$GITHUB_OUTPUT"'))
        writeFileSync(output, answer.out, { flag: 'a' });
      failed ||= answer.code !== 0;
    }
    const lines = readFileSync(output, 'utf8')
      .split('\n')
      .filter((each) => each !== '');
    const outputs = Object.fromEntries(lines.map((each) => each.split(/=(.*)/s).slice(0, 2)));
    return { ran: true, answers, outputs };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The words of the step's one call, as bash itself splits and fills them. */
async function wordsOf(run: string, env: Variables): Promise<readonly string[]> {
  const call = run.replace(/ >> "\$GITHUB_OUTPUT"$/, '');
  const script = `set -eo pipefail\nwords() { printf '%s\\0' "$@"; }\n${call}\n`;
  const clean = { PATH: process.env['PATH'] ?? '', ...env, COMFYPIN: 'words' };
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { env: clean });
  return stdout.split('\0').slice(0, -1);
}

function filled(text: string, context: ActionsContext): string {
  return String(text).replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const value = evaluate(expression, context);
    return value === undefined || value === null ? '' : String(value);
  });
}

/** GitHub's expressions, as far as these files use them, are JavaScript's but for members of nothing, which are nothing. */
function evaluate(expression: string, context: ActionsContext): unknown {
  const script = expression
    .split(/('[^']*')/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(/(?<=[\w\])])\.(?=[a-zA-Z_])/g, '?.'),
    )
    .join('');
  const contexts: Record<string, unknown> = {
    inputs: {},
    vars: {},
    secrets: {},
    matrix: {},
    needs: {},
    ...context,
    startsWith: (text: unknown, start: string) => String(text ?? '').startsWith(start),
    always: () => true,
  };
  const names = Object.keys(contexts);
  return new Function(...names, `return (${script});`)(...names.map((each) => contexts[each]));
}
