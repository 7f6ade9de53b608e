/** From what git said when it failed to the problem that a person can act on. */

import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';

export interface FailedGit {
  readonly args: readonly string[];
  readonly code: number;
  readonly stderr: string;
  readonly stdout: Buffer;
  readonly folder: string;
  readonly remote?: string | undefined;
}

type Row = readonly [RegExp, (failed: FailedGit, reason: string) => Failure];

/** The first row that matches decides. Texts are git's under LC_ALL=C, libcurl's and OpenSSH's. */
const rows: readonly Row[] = [
  [
    /not a git repository \(or any/,
    ({ folder }) => new Failure(problem('git/no-repository', {}, { folder })),
  ],
  [/dubious ownership/, ({ folder }) => new Failure(problem('git/foreign-owner', {}, { folder }))],
  [
    /tell me who you are|no email was given|no name was given|empty ident name|auto-detect(?:ion)? (?:name|email|is disabled)/i,
    () => new Failure(problem('git/no-identity', {}, {})),
  ],
  [
    /Authentication failed|could not read (?:Username|Password)|Permission denied|requested URL returned error: 40[13]|Invalid username or (?:password|token)|terminal prompts disabled|Host key verification failed|HTTP 40[13]/i,
    (failed, reason) =>
      new Failure(problem('git/login-refused', {}, { remote: failed.remote ?? 'origin', reason })),
  ],
  [
    /does not appear to be a git repository|No such remote|repository '.*' not found|Repository not found|returned error: 404|not found: did you run/i,
    (failed, reason) =>
      new Failure(problem('git/no-remote', {}, { remote: failed.remote ?? 'origin', reason })),
  ],
  [
    /couldn't find remote ref (\S+)/i,
    (failed) =>
      new Failure(
        problem(
          'git/no-remote-ref',
          {},
          {
            remote: failed.remote ?? 'origin',
            ref: /remote ref (\S+)/i.exec(failed.stderr)?.[1] ?? '',
          },
        ),
      ),
  ],
  [
    /! \[rejected\].*\(non-fast-forward\)/,
    (failed) =>
      new Failure(
        problem(
          'git/rewritten',
          {},
          {
            remote: failed.remote ?? 'origin',
            ref: /! \[rejected\] +(\S+)/.exec(failed.stderr)?.[1] ?? '',
          },
        ),
      ),
  ],
  [
    /Could not resolve|Couldn't connect|Failed to connect|Connection (?:refused|reset|timed out)|timed out|Could not read from remote|unable to access|early EOF|RPC failed|remote end hung up|Network is unreachable|SSL|certificate|returned error: [45]\d\d/i,
    (failed, reason) =>
      new Failure(
        problem('git/remote-unreachable', {}, { remote: failed.remote ?? 'origin', reason }),
      ),
  ],
  [
    /Unable to create '.*\.lock'|\.lock': File exists/,
    (_, reason) => new Failure(problem('git/locked', {}, { reason })),
  ],
  [
    /shallow/i,
    (failed, reason) =>
      new Failure(problem('git/shallow', {}, { remote: failed.remote ?? 'origin', reason })),
  ],
  [
    /bad object|missing blob|missing tree|unable to read (?:tree|sha1|object)|[Nn]ot a valid object name|unknown revision|bad revision|not a tree object|Invalid revision|Needed a single revision|ambiguous argument/,
    (_, reason) => new Failure(problem('git/missing-object', {}, { reason })),
  ],
  [
    /^usage:|unknown option|unknown switch|is not a git command/m,
    ({ args }, reason) =>
      new Failure(problem('git/too-old', {}, { command: args[0] ?? '', reason })),
  ],
];

/** Returns the failure for an exit code that is no answer. */
export function failureOfGit(failed: FailedGit): Failure {
  const reason = reasonOf(failed.stderr);
  const row = rows.find(([pattern]) => pattern.test(failed.stderr));
  if (row !== undefined) return row[1](failed, reason);
  return new Failure(
    problem('git/failed', {}, { command: failed.args[0] ?? '', code: failed.code, reason }),
  );
}

/** Returns the line of git's talk that says most, without a login in a URL. */
export function reasonOf(stderr: string): string {
  const lines = withoutLogins(stderr)
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const told = lines.find((line) => /^(?:fatal|error):/.test(line)) ?? lines.at(-1) ?? '';
  return told.replace(/^(?:(?:fatal|error|remote): *)+/, '') || 'git gave no reason';
}

/** Returns the text with `//user:secret@` cut out of its URLs. */
export function withoutLogins(text: string): string {
  return text.replace(/(\w:\/\/)[^\s/@]*@/g, '$1');
}
