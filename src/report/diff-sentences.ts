/** One sentence per change, with the names that people gave their nodes. How names and values look is the caller's. */

import { isJsonObject, type Json } from '../base/json.ts';
import { writeJson } from '../base/json-write.ts';
import { counted, shortened } from '../base/text.ts';
import { inputsOfNode, linkOf } from '../core/diff/api-graph.ts';
import type {
  Change,
  DocumentFieldChanged,
  FoldedLink,
  InputChange,
  InputChanged,
  NodeAdded,
  NodeFieldChanged,
  NodeName,
  NodeReplaced,
  NodesMoved,
  SharingChanged,
  Source,
  SubgraphName,
  WorkflowDiff,
} from '../core/diff/types.ts';
import { changedPlaces } from './diff-words.ts';
import type { Looks } from './looks.ts';
import { modelLinksText } from './model-links.ts';

const longText = 40;
const mostInputs = 4;
const mostLinks = 3;
const longestValue = 60;

/** Returns `KSampler "Base pass" (3)`; in a subgraph `KSampler (3 in "Upscale")`. */
export function nodeText(node: NodeName): string {
  if (node.type === 'subgraph outputs') return `outputs of "${shortened(node.subgraph ?? '', 30)}"`;
  const title = node.title === undefined ? '' : ` "${shortened(node.title, 50)}"`;
  const inside = node.subgraph === undefined ? node.scope : `"${shortened(node.subgraph, 30)}"`;
  const scope = inside === undefined ? '' : ` in ${inside}`;
  const mode = node.mode === undefined ? '' : `, ${node.mode}`;
  return `${node.type === '' ? 'node' : node.type}${title} (${node.id}${scope}${mode})`;
}

/** Returns the sentence of a change, without a full stop: it may end in an id. */
export function sentenceOf(change: Change, looks: Looks): string {
  switch (change.kind) {
    case 'node-added':
    case 'node-removed':
      return wholeNodeSentence(change, looks);
    case 'node-replaced':
      return replacedSentence(change, looks);
    case 'nodes-moved':
      return movedSentence(change, looks);
    case 'subgraph-unlinked':
    case 'subgraph-shared':
      return sharingSentence(change, looks);
    case 'node-renumbered':
      return `${looks.name(nodeText(change.node))} had the id ${looks.value(change.from)}`;
    case 'input-changed':
    case 'input-rewired':
    case 'title-changed':
    case 'mode-changed':
    case 'field-changed':
      return `${looks.name(nodeText(nameBeside(change)))}: ${predicateOf(change, looks)}`;
    default:
      return documentSentence(change, looks);
  }
}

/** Returns the name without what the sentence tells of it: its mode, its title. */
export function nameBeside({ kind, node }: InputChanged | NodeFieldChanged): NodeName {
  const { mode: _mode, ...running } = node;
  const { title: _title, ...untitled } = node;
  return kind === 'mode-changed' ? running : kind === 'title-changed' ? untitled : node;
}

/** Returns what became of the node, without its name. */
export function predicateOf(change: InputChanged | NodeFieldChanged, looks: Looks): string {
  switch (change.kind) {
    case 'input-changed':
      return `${looks.name(change.input)} ${valueChange(change.from, change.to, looks)}`;
    case 'input-rewired':
      return `${looks.name(change.input)} ${rewired(change, looks)}`;
    case 'title-changed':
      return `title ${valueChange(change.from, change.to, looks)}`;
    case 'mode-changed':
      return `${modeText(change.from)} → ${modeText(change.to)}${effectsText(change.effects ?? [], looks)}`;
    case 'field-changed':
      return (
        modelLinksText(change, looks) ??
        `${looks.name(change.path.join('.'))} ${valueChange(change.from, change.to, looks)}`
      );
  }
}

/** Returns `; KSampler (3) model ← Loader (4) MODEL now` for what a mode does to nodes that run. */
export function effectsText(effects: readonly FoldedLink[], looks: Looks): string {
  if (effects.length === 0) return '';
  const ends = effects.map(({ node, input, toSource }) => {
    const source = toSource === undefined ? 'nothing' : sourceText(toSource, looks);
    return `${looks.name(nodeText(node))} ${looks.name(input)} ← ${source}`;
  });
  return `; now ${listed(ends, mostLinks)}`;
}

function movedSentence({ nodes, out, into }: NodesMoved, looks: Looks): string {
  const name = ({ name, isWhole }: SubgraphName, word: string) =>
    `${isWhole ? `the ${word} subgraph` : 'the subgraph'} ${looks.value(JSON.stringify(name))}`;
  const ends = [
    out === undefined ? '' : `out of ${name(out, 'removed')}`,
    into === undefined ? '' : `into ${name(into, 'new')}`,
  ].filter((end) => end !== '');
  const what = counted(nodes.length, 'node');
  return `moved ${what} ${ends.join(' ')}: ${listed(nodes.map(({ from }) => looks.name(nodeText(from))))}`;
}

function sharingSentence({ kind, node, subgraph, others }: SharingChanged, looks: Looks): string {
  const name = looks.value(JSON.stringify(subgraph));
  const all = listed(others.map((each) => looks.name(nodeText(each))));
  const who = others.length === 0 ? '' : ` with ${all}`;
  return kind === 'subgraph-unlinked'
    ? `${looks.name(nodeText(node))} no longer shares the subgraph ${name}${who}: it has a copy of its own`
    : `${looks.name(nodeText(node))} shares the subgraph ${name}${who} now`;
}

/** Returns what to say behind the sentence of a change whose node might be another one of several alike; else nothing. */
export function doubtIn(diff: Pick<WorkflowDiff, 'matches'>): (change: Change) => string {
  const alike = new Set(
    diff.matches.filter((each) => each.ambiguous).map((each) => `${each.scope ?? ''} ${each.to}`),
  );
  return (change) =>
    'node' in change &&
    change.kind !== 'node-removed' &&
    alike.has(`${change.node.scope ?? ''} ${change.node.id}`)
      ? ' (one of several alike)'
      : '';
}

const documentNouns: Readonly<Record<DocumentFieldChanged['kind'], string>> = {
  'document-changed': '',
  'group-changed': 'group ',
  'interface-changed': 'subgraph ',
  'subgraph-changed': 'subgraph ',
};

function documentSentence(change: DocumentFieldChanged, looks: Looks): string {
  const { kind, path, from, to } = change;
  if (kind === 'interface-changed') return interfaceSentence(change, looks);
  const noun = documentNouns[kind];
  const [first = 'document', ...rest] = path;
  const isWhole = kind === 'subgraph-changed' || (kind === 'group-changed' && rest.length === 0);
  if (isWhole && from === undefined) return `added ${noun}${valueText(to ?? '', looks)}`;
  if (isWhole && to === undefined) return `removed ${noun}${valueText(from ?? '', looks)}`;
  if (isWhole)
    return `${noun}${valueText(from ?? '', looks)} renamed ${valueText(to ?? '', looks)}`;
  if (kind === 'group-changed' && rest[0] === 'title') {
    return `${noun}${valueText(from ?? '', looks)} renamed ${valueText(to ?? '', looks)}`;
  }
  if (kind === 'group-changed') {
    const name = looks.value(JSON.stringify(first));
    return `${noun}${name}: ${looks.name(rest.join('.'))} ${valueChange(from, to, looks)}`;
  }
  return `${noun}${looks.name(path.length === 0 ? first : path.join(' '))} ${valueChange(from, to, looks)}`;
}

function interfaceSentence(change: DocumentFieldChanged, looks: Looks): string {
  const { path, from, to, subgraph, scope } = change;
  const [side = '', name = '', renamed] = path;
  const slot = `${side.replace(/s$/, '')} ${looks.name(renamed === undefined ? name : String(from))}`;
  const where = `subgraph ${looks.value(JSON.stringify(subgraph ?? scope ?? ''))}: ${slot}`;
  if (renamed !== undefined) return `${where} is called ${looks.name(name)} now`;
  if (from === undefined) return `${where} added`;
  return to === undefined ? `${where} removed` : `${where} ${valueChange(from, to, looks)}`;
}

/** The modes of a canvas node: LGraphEventMode in the frontend's litegraph. */
const modes: Readonly<Record<string, string>> = { '0': 'active', '2': 'muted', '4': 'bypassed' };

export function modeText(mode: Json | undefined): string {
  const spelling = mode === undefined ? '0' : writeJson(mode);
  return modes[spelling] ?? `mode ${spelling}`;
}

function replacedSentence(change: NodeReplaced, looks: Looks): string {
  const { was, node, inputs } = change;
  const gone = inputs.filter((each) => each.to === undefined).map((each) => looks.name(each.input));
  const come = inputs
    .filter((each) => each.to !== undefined)
    .map(({ input, to, toSource }) =>
      toSource === undefined
        ? `${looks.name(input)} ${valueText(to ?? null, looks)}`
        : `${looks.name(input)} ← ${sourceText(toSource, looks)}`,
    );
  const parts = [
    come.length === 0 ? '' : `with ${listed(come)}`,
    gone.length === 0 ? '' : `without ${listed(gone)}`,
  ].filter((part) => part !== '');
  const detail = parts.length === 0 ? '' : `: ${parts.join('; ')}`;
  return `${looks.name(nodeText(was))} replaced by ${looks.name(nodeText(node))}${detail}`;
}

/** Returns the first of them, and how many more there are. */
export function listed(items: readonly string[], most = mostInputs): string {
  const more = items.length - most;
  const shown = items.slice(0, most);
  return [...shown, ...(more > 0 ? [`+${more} more`] : [])].join(', ');
}

function wholeNodeSentence(change: NodeAdded, looks: Looks): string {
  if (change.class === 'layout' && change.links.length > 0) return handedOnSentence(change, looks);
  const verb = change.kind === 'node-added' ? 'added' : 'removed';
  const parts = [
    change.kind === 'node-added' ? valuesText(change, looks) : '',
    listed(
      change.sources.map(
        ({ input, source }) => `${looks.name(input)} ← ${sourceText(source, looks)}`,
      ),
    ),
    listed(
      change.links.map((link) => foldedText(change, link, looks)),
      mostLinks,
    ),
  ].filter((part) => part !== '');
  const detail = parts.length === 0 ? '' : `: ${parts.join('; ')}`;
  return `${verb} ${looks.name(nodeText(change.node))}${detail}`;
}

/** A reroute or PrimitiveNode that came or went while every value kept its source. */
function handedOnSentence(change: NodeAdded, looks: Looks): string {
  const verb = change.kind === 'node-added' ? 'put into' : 'taken out of';
  const ends = change.links.map(
    (link) => `${looks.name(nodeText(link.node))} ${looks.name(link.input)}`,
  );
  return `${looks.name(nodeText(change.node))} ${verb} the way to ${listed(ends)}; the values stay the same`;
}

function valuesText(change: NodeAdded, looks: Looks): string {
  const content = isJsonObject(change.content) ? change.content : {};
  const linked = new Set(change.sources.map((each) => each.input));
  const values = Object.entries(inputsOfNode(content)).filter(
    ([name, value]) => !linked.has(name) && linkOf(value, {}) === undefined,
  );
  return listed(values.map(([name, value]) => `${looks.name(name)} ${valueText(value, looks)}`));
}

function foldedText(change: NodeAdded, link: FoldedLink, looks: Looks): string {
  const consumer = `${looks.name(nodeText(link.node))} ${looks.name(link.input)}`;
  if (change.kind === 'node-added') {
    const was = link.fromSource === undefined ? '' : ` (was ${sourceText(link.fromSource, looks)})`;
    return `feeds ${consumer}${was}`;
  }
  if (link.to === undefined) return `fed ${consumer}`;
  const now =
    link.toSource === undefined ? valueText(link.to, looks) : sourceText(link.toSource, looks);
  return `${consumer} ← ${now} instead`;
}

function sourceText(source: Source, looks: Looks): string {
  if (source.type === 'subgraph inputs') {
    return `the subgraph's input ${looks.name(source.output)}`;
  }
  const output = /^0?$/.test(source.output) ? '' : ` ${looks.name(source.output)}`;
  return `${looks.name(nodeText(source))}${output}`;
}

/** Returns `← KSampler (3), was nothing`. */
export function rewired(change: InputChange, looks: Looks): string {
  const end = (value: Json | undefined, source: Source | undefined): string => {
    if (source !== undefined) return sourceText(source, looks);
    return value === undefined ? 'nothing' : valueText(value, looks);
  };
  return `← ${end(change.to, change.toSource)}, was ${end(change.from, change.fromSource)}`;
}

function valueChange(from: Json | undefined, to: Json | undefined, looks: Looks): string {
  if (from === undefined) return `set to ${to === undefined ? 'nothing' : valueText(to, looks)}`;
  if (to === undefined) return `${valueText(from, looks)} taken away`;
  const [before, after] = [from, to].map((value) =>
    typeof value === 'string' ? value : writeJson(value),
  ) as [string, string];
  const isText = typeof from === 'string' && typeof to === 'string';
  const isLong = isText
    ? before.length > longText && after.length > longText / 2
    : before.length > longestValue && after.length > longestValue;
  if (isLong) return changedPlaces(before, after, looks);
  return `${valueText(from, looks)} → ${valueText(to, looks)}`;
}

export function valueText(value: Json, looks: Looks): string {
  const text = writeJson(value);
  const isCutText = typeof value === 'string' && text.length > longestValue;
  // a cut must not part an escape, nor take the quote
  return looks.value(
    isCutText
      ? `${text.slice(0, longestValue - 2).replace(/\\[^\\]{0,4}$/, '')}…"`
      : shortened(text, longestValue),
  );
}
