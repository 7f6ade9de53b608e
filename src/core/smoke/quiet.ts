/** Quiet hours of a server: whether an instant is in them, and when they begin next. */

export interface Hours {
  /** Minutes since midnight; `from` after `to` goes over midnight. */
  readonly from: number;
  readonly to: number;
  /** IANA name. */
  readonly zone: string;
}

const minute = 60_000;

export function isQuiet(hours: Hours, at: number): boolean {
  const now = minutesOfDay(at, hours.zone);
  const { from, to } = hours;
  return from < to ? now >= from && now < to : now >= from || now < to;
}

/** Returns the first whole minute from `at` on that is quiet; clocks that are put forward or back are in the zone's rules. */
export function nextQuiet(hours: Hours, at: number): number {
  if (isQuiet(hours, at)) return at;
  const first = Math.ceil(at / minute) * minute;
  // a day and two hours: a change of clocks makes a day longer
  for (let step = 0; step < 26 * 60; step += 1) {
    if (isQuiet(hours, first + step * minute)) return first + step * minute;
  }
  return first;
}

function minutesOfDay(at: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return (parts.get('hour') ?? 0) * 60 + (parts.get('minute') ?? 0);
}
