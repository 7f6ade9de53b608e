/** Starts git: through simple-git where text goes out and comes in, by itself where bytes do. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { failureOfGit } from './git-failure.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface GitRun {
  /** Bytes for standard input; nothing when absent. */
  readonly input?: Uint8Array | string;
  /** Added to git's environment for this run. */
  readonly env?: Environment;
  /** Exit codes that are answers, besides 0. */
  readonly answers?: readonly number[];
  /** The remote that is spoken to, for messages. */
  readonly remote?: string;
}

export interface GitAnswer {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitProcess {
  /** Text out, text in; throws a Failure for every exit code that is no answer. */
  readonly text: (args: readonly string[], run?: Omit<GitRun, 'input'>) => Promise<string>;
  /** As `text`, with the exit code and standard error. */
  readonly answer: (args: readonly string[], run?: Omit<GitRun, 'input'>) => Promise<GitAnswer>;
  /** As `answer`, for commands that often print nothing: simple-git would wait 50 ms for output of theirs. */
  readonly silent: (args: readonly string[], run?: GitRun) => Promise<GitAnswer>;
  /** Bytes in, bytes out. */
  readonly bytes: (args: readonly string[], run: GitRun) => Promise<Buffer>;
  /** A process that stays open, to be asked many times. */
  readonly open: (args: readonly string[], env: Environment) => ChildProcessWithoutNullStreams;
}

/** A repository, with what is known of it from the start. */
export interface Repository {
  readonly git: GitProcess;
  /** As many zeros as an object id has digits. */
  readonly zeros: string;
}

/** What git itself lists as belonging to one repository (`git rev-parse --local-env-vars`), without the configuration that CI passes in. */
const repositoryVariables = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_OBJECT_DIRECTORY',
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_GRAFT_FILE',
  'GIT_INDEX_FILE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_REPLACE_REF_BASE',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
];
const interactiveVariables = ['EDITOR', 'VISUAL', 'PAGER', 'GIT_EDITOR', 'GIT_SEQUENCE_EDITOR'];
const otherVariables = ['GIT_PAGER', 'GIT_EXTERNAL_DIFF', 'GIT_TEMPLATE_DIR', 'PREFIX'];

/** Settings that would change what a plumbing command prints or does behind our back. */
const settings = [
  'core.quotePath=false',
  'log.follow=false',
  'log.showSignature=false',
  'maintenance.auto=false',
  'gc.auto=0',
  'fetch.writeCommitGraph=false',
  'advice.pushUpdateRejected=false',
  // a connection that gives no byte in two minutes is dead
  'http.lowSpeedLimit=1',
  'http.lowSpeedTime=120',
];

/** simple-git refuses these until told that they come from the user's own environment; arguments are ours alone. */
const trusted = {
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeExec: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeInclude: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeSubmodule: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
} as const;

/** Returns git in a folder. The user's own git settings hold (logins, proxies), prompts, pagers and editors do not. */
export function gitProcess(folder: string, env: Environment): GitProcess {
  const variables = variablesFor(env);
  const check = (args: readonly string[], run: GitRun | undefined, answer: GitAnswer) => {
    if (answer.code === 0 || run?.answers?.includes(answer.code)) return answer;
    throw failureOfGit({ args, ...answer, folder, remote: run?.remote });
  };
  const answer: GitProcess['answer'] = async (args, run) =>
    check(args, run, await simply(folder, { ...variables, ...run?.env }, args));
  const silent: GitProcess['silent'] = async (args, run) =>
    check(args, run, await spawned(folder, { ...variables, ...run?.env }, args, run?.input));
  return {
    answer,
    silent,
    text: async (args, run) => (await answer(args, run)).stdout.toString('utf8'),
    bytes: async (args, run) => (await silent(args, run)).stdout,
    open: (args, more) =>
      spawn('git', [...settings.flatMap((each) => ['-c', each]), ...args], {
        cwd: folder,
        env: { ...variables, ...more },
        stdio: ['pipe', 'pipe', 'pipe'],
      }),
  };
}

function variablesFor(env: Environment): Record<string, string> {
  const dropped = new Set([...repositoryVariables, ...interactiveVariables, ...otherVariables]);
  const kept = Object.entries(env).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && !dropped.has(pair[0]),
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GCM_INTERACTIVE: 'never',
  };
}

async function simply(
  folder: string,
  env: Record<string, string | undefined>,
  args: readonly string[],
): Promise<GitAnswer> {
  const { simpleGit } = await import('simple-git');
  let found: GitAnswer | undefined;
  const git = simpleGit({
    baseDir: folder,
    config: settings,
    allowEnvironment: Object.keys(env),
    unsafe: trusted,
    // an exit alone says nothing of output that is still to be read
    completion: { onClose: true, onExit: false },
    errors: (error, result) => {
      found = {
        code: result.exitCode,
        stdout: Buffer.concat(result.stdOut),
        stderr: Buffer.concat(result.stdErr).toString('utf8'),
      };
      return result.exitCode === -2 || result.exitCode === -1 ? error : undefined;
    },
  }).env(env);
  try {
    await git.raw([...args]);
  } catch (error) {
    throw asNotInstalled(error);
  }
  if (found === undefined) throw new Error(`git ${args[0]} ended without an answer`);
  return found;
}

function spawned(
  folder: string,
  env: Record<string, string | undefined>,
  args: readonly string[],
  input: Uint8Array | string | undefined,
): Promise<GitAnswer> {
  const all = [...settings.flatMap((each) => ['-c', each]), ...args];
  return new Promise((resolve, reject) => {
    const child = spawn('git', all, { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // git may end before it has read everything; its exit code and message say why
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => reject(asNotInstalled(error)));
    child.on('close', (code) =>
      resolve({
        code: code ?? 128,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }),
    );
    child.stdin.end(input ?? '');
  });
}

function asNotInstalled(error: unknown): unknown {
  const text = error instanceof Error ? error.message : String(error);
  if (!text.includes('ENOENT')) return error;
  return new Failure(problem('git/not-installed', {}, {}), error);
}
