/** Texts that the page fills in when it converts: `{a|b}` and comments in prompts, `%…%` in file names. */

import { member } from '../../../base/json.ts';
import { stop, stringOf } from './plain.ts';
import { forEachNode, type Session } from './session.ts';
import { widgetsOn } from './subgraph-nodes.ts';
import type { GraphNode, Value } from './types.ts';

/** Chance and clock of a conversion that may use them. */
export interface Chance {
  /** As `Math.random`. */
  readonly random: () => number;
  /** Milliseconds since 1970, shown in UTC. */
  readonly now: number;
}

export interface FilledText {
  readonly text: string;
  /** The page would have drawn or looked at the clock here; the text is then kept as it was. */
  readonly isOpen: boolean;
}

/** False where `fillPrompt` gives the text as it is. */
export function mayBeFilled(text: string): boolean {
  return /[{\\]|\/[/*]/.test(text);
}

/** Resolves comments, choices and escapes. Without a chance a text with a real choice is kept whole. */
export function fillPrompt(text: string, chance: Chance | undefined): FilledText {
  let isOpen = false;
  const draw = (count: number): number => {
    if (count > 1 && chance === undefined) isOpen = true;
    return count > 1 && chance !== undefined ? Math.floor(chance.random() * count) : 0;
  };
  const filled = fillChoices(text, draw, 0);
  return isOpen ? { text, isOpen } : { text: filled, isOpen };
}

/** Choices inside one another deeper than this are left as they are. */
const maxChoiceDepth = 100;

function fillChoices(text: string, draw: (count: number) => number, depth: number): string {
  const source = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  let filled = '';
  let at = 0;
  while (at < source.length) {
    const letter = source[at];
    at += 1;
    if (letter === '\\') {
      filled += `\\${source[at]}`;
      at += 1;
    } else if (letter === '{') {
      const block = readChoices(source, at);
      at = block.end;
      const chosen = block.options[draw(block.options.length)] ?? '';
      filled += depth < maxChoiceDepth ? fillChoices(chosen, draw, depth + 1) : chosen;
    } else filled += letter;
  }
  return filled.replace(/\\([{}|])/g, '$1');
}

/** Reads the options of a block up to its closing brace, or to the end of the text. */
function readChoices(source: string, start: number): { options: string[]; end: number } {
  const options: string[] = [];
  let option = '';
  let depth = 0;
  let at = start;
  while (at < source.length) {
    const letter = source[at];
    at += 1;
    if (letter === '\\') {
      option += `\\${source[at]}`;
      at += 1;
      continue;
    }
    if (letter === '{') depth += 1;
    else if (letter === '}') {
      if (depth === 0) break;
      depth -= 1;
    } else if (letter === '|' && depth === 0) {
      options.push(option);
      option = '';
      continue;
    }
    option += letter;
  }
  options.push(option);
  return { options, end: at };
}

/** Replaces `%Node.widget%` and `%date:…%` in a file name; without a chance dates are kept. */
export function fillFilePrefix(
  session: Session,
  value: Value,
  chance: Chance | undefined,
): FilledText {
  if (typeof value !== 'string') stop('convert', 'a file name is not a text');
  if (!value.includes('%')) return { text: value, isOpen: false };
  let isOpen = false;
  let nodes: readonly GraphNode[] | undefined;
  const text = value.replace(/%([^%]+)%/g, (match, inner: string) => {
    const parts = inner.split('.');
    if (parts.length === 2) {
      nodes ??= allNodes(session);
      return widgetText(nodes, parts[0] as string, parts[1] as string) ?? match;
    }
    if (parts[0]?.startsWith('date:') !== true) return match;
    if (chance !== undefined) return dateText(parts[0].slice(5), new Date(chance.now));
    isOpen = true;
    return match;
  });
  return { text, isOpen };
}

function allNodes(session: Session): readonly GraphNode[] {
  const nodes: GraphNode[] = [];
  forEachNode(session, (node) => nodes.push(node));
  return nodes;
}

function widgetText(nodes: readonly GraphNode[], name: string, widget: string): string | undefined {
  const node =
    nodes.find((each) => member(each.properties, 'Node name for S&R') === name) ??
    nodes.find((each) => each.title === name);
  const found = node && widgetsOn(node).find((each) => each.name === widget);
  if (found === undefined) return undefined;
  const text = found.cell.value ?? '';
  return stringOf(text).replaceAll(/[/?<>\\:*|"\x00-\x1F\x7F]/g, '_');
}

const dateParts: Readonly<Record<string, (date: Date) => number>> = {
  d: (date) => date.getUTCDate(),
  M: (date) => date.getUTCMonth() + 1,
  h: (date) => date.getUTCHours(),
  m: (date) => date.getUTCMinutes(),
  s: (date) => date.getUTCSeconds(),
};

/** Fills `yyyy`, `yy`, `MM`, `dd`, `hh`, `mm`, `ss` and their one-letter forms. */
function dateText(format: string, date: Date): string {
  return format.replace(/dd?|MM?|hh?|mm?|ss?|yyyy|yyy?/g, (part) => {
    const year = String(date.getUTCFullYear());
    if (part === 'yy') return year.slice(2);
    if (part === 'yyyy') return year;
    const read = dateParts[part[0] as string];
    return read === undefined ? part : String(read(date)).padStart(part.length, '0');
  });
}
