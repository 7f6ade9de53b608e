/** Why evidence does not count any more, in words. */

/** One change since the evidence was made; `since` in milliseconds since 1970. */
export interface StaleReason {
  readonly part: 'interface' | 'models' | 'versions' | 'cases' | 'device' | 'age' | 'signature';
  readonly name: string;
  readonly was: string;
  readonly is: string;
  readonly since?: number;
}

/** Reasons beyond these are counted. */
const mostReasons = 4;

const texts: Readonly<Record<StaleReason['part'], (reason: StaleReason) => string>> = {
  interface: ({ name, was, is }) =>
    is === 'absent'
      ? `the environment has no ${name} any more`
      : was === 'absent'
        ? `the environment had no ${name} then`
        : `the interface of ${name} is another one`,
  models: ({ name }) => `${name} is another file`,
  versions: ({ name, was, is }) => `${name} was ${was} and is ${is}`,
  cases: () => 'the smoke cases are others',
  device: ({ was, is }) => `it ran on ${was}, and the environment has ${is}`,
  age: ({ is }) => `it has been more than ${daysText(Number(is))} old`,
  signature: ({ was }) =>
    was === 'unsigned'
      ? 'it is not signed, and promotion.yaml names trusted keys'
      : was === 'unknown key'
        ? 'it is signed with a key that promotion.yaml does not trust'
        : 'its signature is not of its content',
};

/** Returns the reasons as the rest of a sentence. */
export function staleText(reasons: readonly StaleReason[]): string {
  const said = reasons.slice(0, mostReasons).map((each) => {
    const text = texts[each.part](each);
    return each.since === undefined ? text : `${text} since ${timeText(each.since)}`;
  });
  const rest = reasons.length - said.length;
  return [...said, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

/** Returns what differs, without saying which came first. */
export function partsText(reasons: readonly StaleReason[]): string {
  const names = reasons.map(({ part, name, was, is }) => {
    if (part === 'interface') return `the interface of ${name}`;
    if (part === 'versions') return `${name} ${was}, recorded ${is}`;
    return part === 'device' ? `device ${was}, recorded ${is}` : `${part} ${name}`.trim();
  });
  const said = names.slice(0, mostReasons);
  return [
    ...said,
    ...(names.length > said.length ? [`${names.length - said.length} more`] : []),
  ].join(', ');
}

function timeText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function daysText(milliseconds: number): string {
  const hours = milliseconds / 3_600_000;
  return hours >= 48 && hours % 24 === 0
    ? `${hours / 24} days`
    : `${Math.round(hours * 100) / 100} hours`;
}
