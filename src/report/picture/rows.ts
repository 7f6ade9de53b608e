/** The values that changed in a node, each as a short row: what it was, what it is. */

import { isJsonObject, type Json, member } from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import { shortened } from '../../base/text.ts';
import { inputsOfNode, linkOf } from '../../core/diff/api-graph.ts';
import type { Change, NodeAdded } from '../../core/diff/types.ts';
import { diffWordsOf } from '../../core/diff/words.ts';
import { modeText } from '../diff-sentences.ts';
import type { Row } from './types.ts';

/** Values of a new node; more are counted. */
const mostValues = 5;
const longText = 30;
const longest = 400;

/** Returns the rows of one change; none where the picture shows it otherwise. */
export function rowsOf(change: Change): readonly Row[] {
  switch (change.kind) {
    case 'input-changed':
      return [valueRow(change.input, change.from, change.to)];
    case 'title-changed':
      return [valueRow('title', change.from, change.to)];
    case 'mode-changed':
      return [{ name: 'mode', was: modeText(change.from), now: modeText(change.to) }];
    case 'node-replaced':
      return [{ name: 'type', was: change.was.type, now: change.node.type }];
    case 'node-added':
    case 'node-removed':
      return wholeRows(change);
    case 'field-changed':
      return change.class === 'documentation' || change.class === 'behaviour'
        ? [valueRow(change.path.at(-1) ?? '', change.from, change.to)]
        : [];
    default:
      return [];
  }
}

function wholeRows(change: NodeAdded): readonly Row[] {
  const content = isJsonObject(change.content) ? change.content : {};
  const linked = new Set(change.sources.map((each) => each.input));
  const side = change.kind === 'node-added' ? 'now' : 'was';
  const inputs = inputsOfNode(content);
  const names = Object.keys(inputs).filter(
    (name) => !linked.has(name) && linkOf(member(inputs, name), {}) === undefined,
  );
  const rows = names
    .slice(0, mostValues)
    .map((name): Row => ({ name, [side]: textOf(inputs[name] as Json) }));
  const more = names.length - rows.length;
  return more > 0 ? [...rows, { name: `+${more} more` }] : rows;
}

function valueRow(name: string, from: Json | undefined, to: Json | undefined): Row {
  if (typeof from === 'string' && typeof to === 'string' && isLong(from, to)) {
    const runs = diffWordsOf(from.slice(0, longest * 4), to.slice(0, longest * 4));
    const words = (kind: 'removed' | 'added') =>
      runs
        .filter((run) => run.kind === kind)
        .map((run) => run.text.trim())
        .filter((text) => text !== '')
        .join(' … ');
    const [was, now] = [words('removed'), words('added')];
    return {
      name,
      ...(was === '' ? {} : { was: `…${oneLine(was)}…` }),
      ...(now === '' ? {} : { now: `…${oneLine(now)}…` }),
    };
  }
  return {
    name,
    ...(from === undefined ? {} : { was: textOf(from) }),
    ...(to === undefined ? {} : { now: textOf(to) }),
  };
}

function isLong(from: string, to: string): boolean {
  return from.length > longText && to.length > longText;
}

function textOf(value: Json): string {
  return oneLine(typeof value === 'string' ? value || '""' : writeJson(value));
}

function oneLine(text: string): string {
  return shortened(text.replace(/\s+/g, ' '), longest);
}
