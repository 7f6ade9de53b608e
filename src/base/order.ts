/** The orders that everything printed follows: natural for ids and names, never the locale's. */

/** Compares by UTF-16 code units, the same on every machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Compares so that `2` comes before `10` and `57:8` before `57:10`. */
export function compareNatural(left: string, right: string): number {
  if (smallNumber.test(left) && smallNumber.test(right)) return Number(left) - Number(right);
  const a = left.match(/\d+|\D+/g) ?? [];
  const b = right.match(/\d+|\D+/g) ?? [];
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const compared = compareParts(a[index] as string, b[index] as string);
    if (compared !== 0) return compared;
  }
  return a.length - b.length || compareText(left, right);
}

/** What most ids are: without these, lists of thousands would be taken apart for each comparison. */
const smallNumber = /^[1-9]\d{0,14}$/;

function compareParts(left: string, right: string): number {
  const numeric = /^\d/.test(left) && /^\d/.test(right);
  if (!numeric) return compareText(left, right);
  const a = left.replace(/^0+(?=\d)/, '');
  const b = right.replace(/^0+(?=\d)/, '');
  return a.length - b.length || compareText(a, b);
}
