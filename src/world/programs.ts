/** The Programs port: starts a program without a shell, with the variables it may see, for a time and an amount of answer. */

import { spawn } from 'node:child_process';
import type { ProgramRequest, ProgramResult, Programs } from './ports.ts';

const killAfterMs = 2000;
const lastWords = 2000;

export function programsOf(env: Readonly<Record<string, string | undefined>>): Programs {
  return {
    run: (request) => runProgram(request, env),
  };
}

function runProgram(
  request: ProgramRequest,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ProgramResult> {
  const { command, input, folder, timeoutMs, maxOutput, variables, signal } = request;
  const [program = '', ...words] = command;
  const visible = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', ...variables];
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      cwd: folder,
      shell: false,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: Object.fromEntries(
        visible.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
      ),
    });
    const output: Buffer[] = [];
    let [size, lastErrors, ended] = [0, '', ''];
    // the group, so that what the program started ends with it
    const kill = (why: string): void => {
      ended ||= why;
      signalGroup(child.pid, 'SIGTERM');
      setTimeout(() => signalGroup(child.pid, 'SIGKILL'), killAfterMs).unref();
    };
    const timer = setTimeout(() => kill('timeout'), timeoutMs);
    const abort = (): void => kill('stopped');
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    const finish = (result: ProgramResult): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve(result);
    };
    child.stdout.on('data', (part: Buffer) => {
      size += part.length;
      if (size > maxOutput) kill('too-much');
      else output.push(part);
    });
    child.stderr.on('data', (part: Buffer) => {
      lastErrors = `${lastErrors}${part.toString('utf8')}`.slice(-lastWords);
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('error', (error: NodeJS.ErrnoException) =>
      finish({
        end: error.code === 'ENOENT' ? 'absent' : 'failed',
        output: '',
        errors: error.message,
      }),
    );
    child.on('close', (code) => {
      const end = ended === '' ? (code === 0 ? 'ok' : 'failed') : (ended as ProgramResult['end']);
      const text = Buffer.concat(output).toString('utf8');
      finish({ end, output: text, errors: lastErrors, ...(code === null ? {} : { code }) });
    });
  });
}

function signalGroup(pid: number | undefined, name: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // it has ended already
  }
}
