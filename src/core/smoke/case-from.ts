/** A smoke case from a graph that ran: what it set otherwise than the pin, by the names that a case uses, and its seeds. */

import type { Json } from '../../base/json.ts';
import type { InputPlace } from '../workflow/types.ts';
import type { Names } from './names.ts';

/** An input of the pinned graph, and what the other graph had there. */
export interface OtherValue extends InputPlace {
  readonly value: Json;
}

/** Returns the case's inputs: by contract name where one binds the place, else as `id.input`; seeds always, so that they stay. */
export function inputsOf(
  others: readonly OtherValue[],
  names: Names,
  seeds: readonly InputPlace[],
): readonly (readonly [name: string, value: Json])[] {
  const isOther = (place: InputPlace): boolean =>
    others.some((each) => each.node === place.node && each.input === place.input);
  const kept = seeds
    .filter((place) => !isOther(place))
    .flatMap((place): OtherValue[] => {
      const value = names.prompt[place.node]?.inputs[place.input];
      return value === undefined ? [] : [{ ...place, value }];
    });
  return [...others, ...kept].map(({ node, input, value }) => [
    nameOf({ node, input }, names),
    value,
  ]);
}

function nameOf({ node, input }: InputPlace, { contract }: Names): string {
  const bound = contract.find(
    (each) => each.direction === 'input' && each.node === node && each.input === input,
  );
  return bound?.name ?? `${node}.${input}`;
}
