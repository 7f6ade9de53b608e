/** The picture for programs that draw SVG without variables in its styles, as librsvg: light, in its final size. */

/** Pixels per unit where there is room: small texts stay readable. */
const scale = 1.5;
/** Pixels of the longer side at most. */
const longestSide = 12_000;
/** Pixels at all: what is read back as a picture has at most so many. */
const mostPixels = 100_000_000;

/** Returns the drawing with every variable replaced by its light colour. */
export function flatSvg(svg: string): string {
  const light = svg.slice(0, svg.indexOf('@media'));
  const values = new Map(
    [...light.matchAll(/(--[a-z-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
  );
  const [, width = '1', height = '1'] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  const sides = [Number(width), Number(height)];
  const area = Number(width) * Number(height);
  const factor = Math.min(scale, longestSide / Math.max(...sides), Math.sqrt(mostPixels / area));
  const [wide, high] = sides.map((side) => Math.max(1, Math.round(side * factor)));
  return svg
    .replace(/@media \(prefers-color-scheme: dark\) \{[^}]*\}\s*\}/, '')
    .replace(/(viewBox="[^"]*") width="\d+" height="\d+"/, `$1 width="${wide}" height="${high}"`)
    .replace(/var\((--[a-z-]+)\)/g, (_, name: string) => values.get(name) ?? 'currentColor')
    .replace(/font: (\d+)px [^;]+;/g, 'font-family: sans-serif; font-size: $1px;');
}
