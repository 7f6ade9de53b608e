/** Times at which an environment takes releases: recurring and one-off windows in a time zone, read from text. */

import { DateTime, IANAZone } from 'luxon';

export interface Window {
  readonly kind: 'allow' | 'deny';
  /** As written: `Mon-Fri 09:00-17:00`, `daily 22:00-06:00`, `Fri 15:00-Mon 08:00`, `2026-12-24T18:00/2027-01-02T08:00`, `12-20/01-04`. */
  readonly when: string;
  readonly reason?: string;
}

export interface Windows {
  /** An IANA name, as Europe/Berlin. */
  readonly zone: string;
  readonly windows: readonly Window[];
}

/** `next`: when the answer changes by itself; absent where that is more than a year away. */
export interface WindowAnswer {
  readonly open: boolean;
  readonly next?: number;
  /** The window that closes it; absent where no allowed window is open. */
  readonly by?: Window;
  /** When it closed. */
  readonly since?: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
/** A window that begins before this many days may still be open. */
const lookBack = 40;
const horizon = 400;

export function isZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/** Returns what is wrong with the text of a window, or undefined. */
export function windowProblem(when: string): string | undefined {
  return patternOf(when) === undefined
    ? 'it is no window as Mon-Fri 09:00-17:00, daily 22:00-06:00, Fri 15:00-Mon 08:00, 2026-12-24T18:00/2027-01-02T08:00 or 12-20/01-04'
    : undefined;
}

/** Deny goes before allow; with no allowed window everything that is not denied is open. */
export function askWindows({ zone, windows }: Windows, now: number): WindowAnswer {
  const spans = windows.map((window) => ({ window, spans: spansOf(window.when, zone, now) }));
  const isIn = (at: number) => (span: Span) => span.from <= at && at < span.to;
  const stateAt = (at: number): { readonly open: boolean; readonly by?: Window } => {
    const denied = spans.find((each) => each.window.kind === 'deny' && each.spans.some(isIn(at)));
    if (denied !== undefined) return { open: false, by: denied.window };
    const allows = spans.filter((each) => each.window.kind === 'allow');
    return { open: allows.length === 0 || allows.some((each) => each.spans.some(isIn(at))) };
  };
  const state = stateAt(now);
  const times = spans.flatMap((each) => each.spans.flatMap(({ from, to }) => [from, to]));
  const later = [...new Set(times)].filter((at) => at > now).sort((a, b) => a - b);
  const next = later.find((at) => stateAt(at).open !== state.open);
  const earlier = [...new Set(times)].filter((at) => at <= now).sort((a, b) => b - a);
  const since = state.open ? undefined : lastChange(earlier, (at) => stateAt(at).open);
  return {
    ...state,
    ...(next === undefined ? {} : { next }),
    ...(since === undefined ? {} : { since }),
  };
}

/** Returns the oldest of the newest times at which it was closed without a break. */
function lastChange(
  newestFirst: readonly number[],
  isOpen: (at: number) => boolean,
): number | undefined {
  const end = newestFirst.findIndex(isOpen);
  const closed = end < 0 ? newestFirst : newestFirst.slice(0, end);
  return closed.at(-1);
}

type Pattern =
  | {
      readonly kind: 'days';
      readonly days: readonly number[];
      readonly from: Clock;
      readonly to: Clock;
    }
  | {
      readonly kind: 'week';
      readonly day: number;
      readonly from: Clock;
      readonly until: number;
      readonly to: Clock;
    }
  | { readonly kind: 'once'; readonly from: string; readonly to: string }
  | {
      readonly kind: 'year';
      readonly from: readonly [number, number];
      readonly to: readonly [number, number];
    };

interface Clock {
  readonly hour: number;
  readonly minute: number;
}

function patternOf(when: string): Pattern | undefined {
  const text = when.trim();
  const weekly = /^([A-Za-z,-]+)\s+(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text);
  if (weekly !== null) {
    const named = daysIn(weekly[1] ?? '');
    const [from, to] = [clockOf(weekly[2]), clockOf(weekly[3])];
    return named && from && to ? { kind: 'days', days: named, from, to } : undefined;
  }
  const spanning = /^([A-Za-z]{3})\s+(\d\d:\d\d)-([A-Za-z]{3})\s+(\d\d:\d\d)$/.exec(text);
  if (spanning !== null) {
    const [day, until] = [dayOf(spanning[1]), dayOf(spanning[3])];
    const [from, to] = [clockOf(spanning[2]), clockOf(spanning[4])];
    if (day < 0 || until < 0 || !from || !to) return undefined;
    return { kind: 'week', day, from, until, to };
  }
  const yearly = /^(\d\d)-(\d\d)\/(\d\d)-(\d\d)$/.exec(text);
  if (yearly !== null) {
    const [, a, b, c, d] = yearly.map(Number);
    const isDate = (month = 0, day = 0) => month >= 1 && month <= 12 && day >= 1 && day <= 31;
    if (!isDate(a, b) || !isDate(c, d)) return undefined;
    return { kind: 'year', from: [a ?? 0, b ?? 0], to: [c ?? 0, d ?? 0] };
  }
  const once = /^(\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?)\/(\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?)$/.exec(text);
  const [, from = '', to = ''] = once ?? [];
  const [start, end] = [DateTime.fromISO(from), DateTime.fromISO(to)];
  return start.isValid && end.isValid && start < end ? { kind: 'once', from, to } : undefined;
}

function dayOf(word: string | undefined): number {
  return days.indexOf((word ?? '').toLowerCase());
}

function daysIn(text: string): readonly number[] | undefined {
  if (text.toLowerCase() === 'daily') return [0, 1, 2, 3, 4, 5, 6];
  const found = text.split(',').map((part) => {
    const [first, last = first] = part.split('-').map(dayOf);
    if (first === undefined || last === undefined || first < 0 || last < 0) return undefined;
    const count = ((last - first + 7) % 7) + 1;
    return Array.from({ length: count }, (_, index) => (first + index) % 7);
  });
  return found.every((each) => each !== undefined) ? found.flat() : undefined;
}

function clockOf(text = ''): Clock | undefined {
  const [hour = 99, minute = 99] = text.split(':').map(Number);
  return (hour < 24 && minute < 60) || (hour === 24 && minute === 0) ? { hour, minute } : undefined;
}

/** Returns the spans of a window from some time ago to more than a year ahead, for what recurs rarely. */
function spansOf(when: string, zone: string, now: number): readonly Span[] {
  const pattern = patternOf(when);
  if (pattern === undefined) return [];
  const today = DateTime.fromMillis(now, { zone }).startOf('day');
  switch (pattern.kind) {
    case 'once':
      return [{ from: millis(pattern.from, zone), to: millis(pattern.to, zone) }];
    case 'year':
      return [-1, 0, 1].map((add) => yearSpan(today.year + add, pattern, zone));
    default:
      return Array.from({ length: lookBack + horizon }, (_, index) =>
        today.plus({ days: index - lookBack }),
      ).flatMap((date) => daySpan(date, pattern));
  }
}

function millis(text: string, zone: string): number {
  return DateTime.fromISO(text, { zone }).toMillis();
}

/** The last day is included. */
function yearSpan(
  year: number,
  { from, to }: Extract<Pattern, { kind: 'year' }>,
  zone: string,
): Span {
  const at = (of: number, [month, day]: readonly [number, number]) =>
    DateTime.fromObject({ year: of, month }, { zone }).set({ day });
  const wraps = to[0] < from[0] || (to[0] === from[0] && to[1] < from[1]);
  return {
    from: at(year, from).toMillis(),
    to: at(wraps ? year + 1 : year, to)
      .plus({ days: 1 })
      .toMillis(),
  };
}

/** A time that the clocks leave out counts as the time after the jump; one that they show twice as the first. */
function daySpan(
  date: DateTime,
  pattern: Extract<Pattern, { kind: 'days' | 'week' }>,
): readonly Span[] {
  const weekday = date.weekday - 1;
  const begins = pattern.kind === 'days' ? pattern.days.includes(weekday) : weekday === pattern.day;
  if (!begins) return [];
  const isNextDay =
    pattern.to.hour < pattern.from.hour ||
    (pattern.to.hour === pattern.from.hour && pattern.to.minute <= pattern.from.minute);
  const later =
    pattern.kind === 'week'
      ? (pattern.until - pattern.day + 7) % 7 || (isNextDay ? 7 : 0)
      : isNextDay
        ? 1
        : 0;
  return [
    {
      from: date.set(pattern.from).toMillis(),
      to: date.plus({ days: later }).set(pattern.to).toMillis(),
    },
  ];
}
