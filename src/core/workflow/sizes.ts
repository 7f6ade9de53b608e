/** Sizes as people write them: `16GB`, `20 MB`, `512MiB`. */

const powers = 'KMGT';

/** Returns bytes, or undefined where the text is no size; GB counts in thousands, GiB in 1024. */
export function bytesOf(text: string): number | undefined {
  const [, count, power = '', binary] = /^(\d+(?:\.\d+)?)\s?([KMGT])(i?)B$/.exec(text) ?? [];
  if (count === undefined) return undefined;
  return Math.round(Number(count) * (binary === 'i' ? 1024 : 1000) ** (powers.indexOf(power) + 1));
}

/** Returns a size for people, as `15.9 GB`. */
export function sizeText(bytes: number): string {
  let rest = bytes;
  let unit = 'bytes';
  for (const power of powers) {
    if (rest < 1000) break;
    rest /= 1000;
    unit = `${power}B`;
  }
  return `${unit === 'bytes' ? rest : rest.toFixed(1)} ${unit}`;
}
