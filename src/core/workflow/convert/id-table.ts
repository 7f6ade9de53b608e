/** Tables by id in the order of insertion: what a `Map` does, in less memory where ids are small whole numbers. */

/** Ids from here on stand in a `Map`. */
const denseIds = 1_000_000;

/** As a `Map`: a key that is set again keeps its place, one that was deleted comes last. */
export interface IdTable<Key, Item> {
  readonly get: (key: Key) => Item | undefined;
  readonly has: (key: Key) => boolean;
  readonly set: (key: Key, item: Item) => void;
  readonly delete: (key: Key) => void;
  /** In the order of insertion. The list may be the table's own: not to be kept, nor changed. */
  readonly values: () => readonly Item[];
  readonly size: () => number;
  /** Makes room at once, which costs less than growing; for a table that is still empty. */
  readonly reserve: (expected: number) => void;
}

/** Links by id: `5` and `"5"` are two, as in the page's `Map`. */
export function linkTable<Item>(expected = 0): IdTable<number | string, Item> {
  return idTable<number | string, Item>(indexOfNumber, expected);
}

/** Nodes, or what stands for them, by id as text. */
export function nodeTable<Item>(expected = 0): IdTable<string, Item> {
  return idTable<string, Item>(indexOfText, expected);
}

function idTable<Key, Item>(indexOf: (key: Key) => number, expected: number): IdTable<Key, Item> {
  let items = new Array<Item | undefined>(expected);
  let places = new Array<number | undefined>(expected);
  let others: Map<Key, number> | undefined;
  let added = 0;
  let deleted = 0;
  const placeOf = (key: Key): number | undefined => {
    const index = indexOf(key);
    return index === -1 ? others?.get(key) : places[index];
  };
  const setPlace = (key: Key, place: number | undefined): void => {
    const index = indexOf(key);
    if (index !== -1) places[index] = place;
    else if (place === undefined) others?.delete(key);
    else {
      others ??= new Map();
      others.set(key, place);
    }
  };
  return {
    get: (key) => {
      const place = placeOf(key);
      return place === undefined ? undefined : items[place];
    },
    has: (key) => placeOf(key) !== undefined,
    set: (key, item) => {
      const place = placeOf(key);
      if (place !== undefined) items[place] = item;
      else {
        setPlace(key, added);
        items[added] = item;
        added += 1;
      }
    },
    delete: (key) => {
      const place = placeOf(key);
      if (place === undefined) return;
      items[place] = undefined;
      setPlace(key, undefined);
      deleted += 1;
    },
    values: () => {
      items.length = added;
      return (deleted === 0 ? items : items.filter(isKept)) as readonly Item[];
    },
    size: () => added - deleted,
    reserve: (expected) => {
      if (added > 0) return;
      items = new Array<Item | undefined>(expected);
      places = new Array<number | undefined>(expected + 1);
    },
  };
}

function isKept(item: unknown): boolean {
  return item !== undefined;
}

function indexOfNumber(key: number | string): number {
  return typeof key === 'number' && key >= 0 && key < denseIds && Number.isInteger(key) ? key : -1;
}

/** The number that a text spells as `String(number)` would; -1 for any other text. */
function indexOfText(key: string): number {
  if (key.length === 0 || key.length > 6) return -1;
  let index = 0;
  for (let place = 0; place < key.length; place += 1) {
    const digit = key.charCodeAt(place) - 48;
    if (digit < 0 || digit > 9) return -1;
    index = index * 10 + digit;
  }
  return key.length > 1 && key.charCodeAt(0) === 48 ? -1 : index;
}
