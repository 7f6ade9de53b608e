/** Durations as people write them: `90m`, `24h`, `7d`, `1d12h`. */

const unit: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Returns milliseconds, or undefined where the text is no duration. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d{1,6}[smhdw])+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+)([smhdw])/g)].reduce(
    (sum, [, count, letter]) => sum + Number(count) * (unit[letter ?? ''] ?? 0),
    0,
  );
}

/** Returns the two largest units of a time span, as `2d 3h`; what is below a second is `0s`. */
export function formatDuration(milliseconds: number): string {
  let rest = Math.max(0, milliseconds);
  const parts: string[] = [];
  for (const letter of ['d', 'h', 'm', 's'] as const) {
    const count = Math.floor(rest / (unit[letter] ?? 1));
    rest -= count * (unit[letter] ?? 1);
    if (count > 0) parts.push(`${count}${letter}`);
  }
  return parts.slice(0, 2).join(' ') || '0s';
}
