/** Commands in comments: one line of plain words, read strictly; anything that is not exactly one is no command. */

import { nearestName } from '../../base/text.ts';
import { isWorkflowName } from './slots.ts';

/** Weakest first; a command asks for at least this permission in the repository. */
export const permissionOf = {
  why: 'triage',
  retry: 'triage',
  update: 'write',
  smoke: 'write',
  hold: 'write',
  promote: 'write',
  rollback: 'write',
  hotfix: 'maintain',
} as const;

export type CommentVerb = keyof typeof permissionOf;

export interface CommentCommand {
  readonly verb: CommentVerb;
  /** What it is about; without it what the pull request changes. */
  readonly slot?: { readonly workflow: string; readonly environment: string };
  /** Of `/smoke`: the head that was looked at. */
  readonly commit?: string;
  readonly release?: string;
  readonly until?: string;
  readonly skip?: string;
  readonly now: boolean;
  readonly lift: boolean;
  readonly reason: string;
}

export type ParsedComment =
  | { readonly kind: 'command'; readonly command: CommentCommand }
  /** It looks like a command and is none: what to say. */
  | { readonly kind: 'wrong'; readonly word: string; readonly nearest?: string }
  | { readonly kind: 'none' };

/** Which words each command takes beside a workflow. */
const grammar: Record<CommentVerb, readonly string[]> = {
  why: [],
  retry: [],
  update: [],
  smoke: ['commit'],
  hold: ['until', 'lift', 'reason'],
  promote: ['release'],
  rollback: ['release', 'now', 'reason'],
  hotfix: ['skip', 'reason'],
};

/** Options that take the next word, and what it may look like; nothing of it can be an option or reach a path. */
const shapes: Readonly<Record<string, RegExp>> = {
  release: /^(v\d{1,6}|[a-z]+-[a-z]+|(sha256:)?[0-9a-f]{8,64})$/,
  until: /^(\d{1,4}[mhdw]|\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?)$/,
  skip: /^[a-z][a-z-]{0,29}(,[a-z][a-z-]{0,29}){0,9}$/,
};

const longestReason = 300;

/**
 * The command is the first line of the comment; what follows below it is for people. `/rollback hero@prod --now --reason
 * bad hands`: `--reason` takes the rest of the line. Quotes have no meaning.
 */
export function parseComment(body: string): ParsedComment {
  const line = (body.split(/\r?\n/, 1)[0] ?? '').trim();
  const match = /^\/([a-z]+)(?: +(.*))?$/.exec(line);
  if (match === null) return { kind: 'none' };
  const [, word = '', rest = ''] = match;
  const verb = (Object.keys(grammar) as CommentVerb[]).find((each) => each === word);
  if (verb === undefined) {
    const nearest = nearestName(word, Object.keys(grammar));
    return nearest === undefined
      ? { kind: 'none' }
      : { kind: 'wrong', word: `/${word}`, nearest: `/${nearest}` };
  }
  const [before = '', reason = ''] = rest.split(/(?:^|\s)--reason\s+(.*)$/s);
  const known = grammar[verb];
  if (rest.includes('--reason') && (!known.includes('reason') || reason === '')) {
    return { kind: 'wrong', word: '--reason' };
  }
  const words = before.split(/\s+/).filter((each) => each !== '');
  const state: { -readonly [K in keyof CommentCommand]: CommentCommand[K] } = {
    verb,
    now: false,
    lift: false,
    reason: reason.trim().slice(0, longestReason),
  };
  for (let index = 0; index < words.length; index += 1) {
    const taken = takeWord(state, words, index, known);
    if (taken === 0) return { kind: 'wrong', word: words[index] ?? '' };
    index += taken - 1;
  }
  return { kind: 'command', command: state };
}

/** Returns how many words were understood; 0 for a word that does not belong there. */
function takeWord(
  state: { -readonly [K in keyof CommentCommand]: CommentCommand[K] },
  words: readonly string[],
  index: number,
  known: readonly string[],
): number {
  const word = words[index] ?? '';
  if (word === '--now' && known.includes('now')) {
    state.now = true;
    return 1;
  }
  if (word === '--lift' && known.includes('lift')) {
    state.lift = true;
    return 1;
  }
  const option = word.startsWith('--') ? word.slice(2) : '';
  if (option === 'release' || option === 'until' || option === 'skip') {
    const value = words[index + 1] ?? '';
    if (!known.includes(option) || shapes[option]?.test(value) !== true) return 0;
    state[option] = value;
    return 2;
  }
  if (known.includes('commit') && /^[0-9a-f]{7,40}$/.test(word) && state.commit === undefined) {
    state.commit = word;
    return 1;
  }
  const [, workflow = '', environment = ''] = /^([^@]+)@([a-z0-9][a-z0-9_-]*)$/.exec(word) ?? [];
  if (!isWorkflowName(workflow) || state.slot !== undefined) return 0;
  state.slot = { workflow, environment };
  return 1;
}
