/** The sentences of a list of changes: one each, and one for all that are alike. */

import { jsonEqual } from '../base/json.ts';
import { counted } from '../base/text.ts';
import { type Told, toldTogether } from '../core/diff/told.ts';
import type { Change, InputChanged, NodeFieldChanged } from '../core/diff/types.ts';
import {
  effectsText,
  listed,
  nameBeside,
  nodeText,
  predicateOf,
  rewired,
  sentenceOf,
  valueText,
} from './diff-sentences.ts';
import type { Looks } from './looks.ts';

export interface Telling {
  /** What the sentence tells; several only where they are alike. */
  readonly changes: readonly [Change, ...Change[]];
  readonly sentence: string;
  /** What was done to several nodes, and the name of each; empty where the sentence is about one node. */
  readonly common: string;
  readonly names: readonly string[];
  /** What that does to other nodes. */
  readonly outcome: string;
}

/** Returns the sentences in the order of the changes. */
export function tellingsOf(changes: readonly Change[], looks: Looks): readonly Telling[] {
  return toldTogether(changes).map((told) => tellingOf(told, looks));
}

/** Returns how many changes the tellings do not hold. */
export function untold(changes: readonly Change[], tellings: readonly Telling[]): number {
  return tellings.reduce((left, each) => left - each.changes.length, changes.length);
}

function tellingOf({ first, more }: Told, looks: Looks): Telling {
  if (more.length === 0 || !isOfNode(first)) {
    const times = more.length === 0 ? '' : `, ${more.length + 1} times`;
    const sentence = `${sentenceOf(first, looks)}${times}`;
    return { changes: [first, ...more], sentence, common: '', names: [], outcome: '' };
  }
  const last = more.at(-1);
  if (
    first.kind === 'input-changed' &&
    last?.kind === 'input-changed' &&
    last.input !== first.input
  ) {
    return {
      changes: [first, ...more],
      sentence: lotText([first, ...more], looks),
      common: '',
      names: [],
      outcome: '',
    };
  }
  const words = alikeWords([first, ...more.filter(isOfNode)], looks);
  const sentence = `${words.common}: ${listed(words.names)}${words.outcome}`;
  return { changes: [first, ...more], sentence, ...words };
}

/** Returns `KSampler (3): set steps 20, cfg 7`. */
function lotText(changes: readonly Change[], looks: Looks): string {
  const values = changes.flatMap((each): { node: string; set: boolean; value: string }[] => {
    if (each.kind !== 'input-changed') return [];
    const { input, from, to, node } = each;
    const value = `${looks.name(input)} ${valueText(to ?? from ?? null, looks)}`;
    return [{ node: looks.name(nodeText(node)), set: from === undefined, value }];
  });
  const [first] = values;
  const list = listed(values.map((each) => each.value));
  return `${first?.node ?? ''}: ${first?.set ? `set ${list}` : `${list} taken away`}`;
}

function alikeWords(
  all: readonly [InputChanged | NodeFieldChanged, ...(InputChanged | NodeFieldChanged)[]],
  looks: Looks,
): Pick<Telling, 'common' | 'names' | 'outcome'> {
  const [first, ...more] = all;
  const called = (change: InputChanged | NodeFieldChanged) =>
    looks.name(nodeText(nameBeside(change)));
  const inputs = all.map((each) => ('input' in each ? each.input : ''));
  if ('input' in first && inputs.some((each) => each !== first.input)) {
    return {
      common: `${counted(all.length, 'input')} ${rewired(first, looks)}`,
      names: all.map((each, at) => `${called(each)} ${looks.name(inputs[at] ?? '')}`),
      outcome: '',
    };
  }
  if (first.kind === 'mode-changed') {
    const effects = all.flatMap((each) => ('effects' in each ? (each.effects ?? []) : []));
    const { effects: _, ...bare } = first;
    return {
      common: `${predicateOf(bare, looks)} in ${counted(all.length, 'node')}`,
      names: all.map(called),
      outcome: effectsText(effects, looks),
    };
  }
  const { from, ...after } = first;
  const isOne = more.every((each) => jsonEqual(each.from, from));
  const shown = isOne ? first : (after as typeof first);
  const nodes = `${first.kind === 'input-rewired' ? ',' : ''} in ${counted(all.length, 'node')}`;
  return { common: `${predicateOf(shown, looks)}${nodes}`, names: all.map(called), outcome: '' };
}

function isOfNode(change: Change): change is InputChanged | NodeFieldChanged {
  return (
    change.kind === 'input-changed' ||
    change.kind === 'input-rewired' ||
    change.kind === 'title-changed' ||
    change.kind === 'mode-changed' ||
    change.kind === 'field-changed'
  );
}
