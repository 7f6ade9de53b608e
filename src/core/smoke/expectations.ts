/** Compares what a run left with what smoke.yaml expects; every unmet expectation is a problem with both values. */

import { type Problem, problem } from '../../base/problem.ts';
import { shortened } from '../../base/text.ts';
import type { Expectation, Range, TextExpectation } from './cases.ts';
import type { Likeness } from './similarity.ts';

/** A picture as it was measured; the same facts that the image port gives. */
export interface Picture {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
  /** Per colour channel, 0..255. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

export interface MeasuredFile {
  readonly name: string;
  readonly bytes: number;
  readonly picture?: Picture;
  /** Against the golden picture; `different-size` where no comparison is possible. */
  readonly likeness?: Likeness | 'different-size';
}

export interface MeasuredOutput {
  readonly name: string;
  /** Path in the workflow's folder of the picture that the files were compared with. */
  readonly golden?: string;
  readonly files: readonly MeasuredFile[];
  readonly texts: readonly string[];
}

interface Finding {
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}

/** Returns a problem for each expectation that does not hold; without any, pictures must still not be blank. */
export function checkOutput(
  output: MeasuredOutput,
  expectation: Expectation,
  caseName: string,
): readonly Problem[] {
  const findings = [
    ...countFindings(output, expectation),
    ...output.files.flatMap((file) => fileFindings(file, expectation)),
    ...(expectation.text === undefined ? [] : textFindings(output.texts, expectation.text)),
  ];
  return findings.map((each) =>
    problem('smoke/expectation', {}, { case: caseName, output: output.name, ...each }),
  );
}

function countFindings(
  { files, texts }: MeasuredOutput,
  { count, kind }: Expectation,
): readonly Finding[] {
  const there = kind === 'text' ? texts.length : files.length > 0 ? files.length : texts.length;
  return rangeFindings('the number of results', count, there);
}

function fileFindings(file: MeasuredFile, expectation: Expectation): readonly Finding[] {
  const { picture } = file;
  const kind = kindOf(file);
  const wantsPicture =
    expectation.width ??
    expectation.height ??
    expectation.colour ??
    expectation.similar ??
    expectation.alpha;
  return [
    ...sameFindings('the kind', expectation.kind === 'text' ? undefined : expectation.kind, kind),
    ...sameFindings('the format', normalFormat(expectation.format), formatOf(file)),
    ...rangeFindings('the size in bytes', expectation.bytes, file.bytes),
    ...(picture === undefined ? [] : pictureFindings(picture, expectation)),
    ...(picture === undefined && wantsPicture !== undefined
      ? [{ what: file.name, expected: 'a picture that can be decoded', actual: kind }]
      : []),
    ...likenessFindings(file.likeness, expectation),
  ];
}

function pictureFindings(picture: Picture, expectation: Expectation): readonly Finding[] {
  const [red = 0, green = red, blue = red] = picture.mean;
  const means: Readonly<Record<string, number>> = {
    red,
    green,
    blue,
    brightness: 0.299 * red + 0.587 * green + 0.114 * blue,
  };
  const isBlank = picture.deviation.every((each) => each < 0.5);
  return [
    ...rangeFindings('the width', expectation.width, picture.width),
    ...rangeFindings('the height', expectation.height, picture.height),
    ...sameFindings('having transparency', expectation.alpha, picture.hasAlpha),
    ...(isBlank && expectation.blank !== true
      ? [{ what: 'the picture', expected: 'more than one colour', actual: 'blank' }]
      : []),
    ...Object.entries(expectation.colour ?? {}).flatMap(([name, range]) =>
      rangeFindings(`the mean ${name}`, range, Math.round((means[name] ?? 0) * 10) / 10),
    ),
  ];
}

function likenessFindings(
  found: MeasuredFile['likeness'],
  { similar }: Expectation,
): readonly Finding[] {
  if (similar === undefined || found === undefined) return [];
  const { golden, pixel, hash } = similar;
  if (found === 'different-size') {
    return [{ what: 'the size', expected: `that of ${golden}`, actual: 'another' }];
  }
  const ssim = similar.ssim ?? (pixel === undefined && hash === undefined ? 0.9 : undefined);
  const atLeast = (min: number | undefined): Range | undefined =>
    min === undefined ? undefined : { min };
  return [
    ...rangeFindings(`the pixel likeness to ${golden}`, atLeast(pixel), rounded(found.pixel)),
    ...rangeFindings(`the structural similarity to ${golden}`, atLeast(ssim), rounded(found.ssim)),
    ...rangeFindings(
      `the hash distance to ${golden}`,
      hash === undefined ? undefined : { max: hash },
      found.hash,
    ),
  ];
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function textFindings(texts: readonly string[], wanted: TextExpectation): readonly Finding[] {
  const all = texts.join('\n');
  const actual = texts.length === 0 ? 'no text' : `"${shortened(all, 120)}"`;
  const { equals, contains, matches } = wanted;
  return [
    ...(equals === undefined || all === equals
      ? []
      : [{ what: 'the text', expected: `"${shortened(equals, 120)}"`, actual }]),
    ...(contains === undefined || all.includes(contains)
      ? []
      : [{ what: 'the text', expected: `text with "${contains}"`, actual }]),
    ...(matches === undefined || finds(matches, all)
      ? []
      : [{ what: 'the text', expected: `text that matches ${matches}`, actual }]),
  ];
}

function finds(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text.slice(0, 100_000));
  } catch {
    return false;
  }
}

function rangeFindings(what: string, range: Range | undefined, actual: number): readonly Finding[] {
  if (range === undefined) return [];
  const { min = -Infinity, max = Infinity } = range;
  if (actual >= min && actual <= max) return [];
  const expected =
    min === max
      ? `${min}`
      : [min === -Infinity ? '' : `at least ${min}`, max === Infinity ? '' : `at most ${max}`]
          .filter(Boolean)
          .join(' and ');
  return [{ what, expected, actual: String(actual) }];
}

function sameFindings<T>(what: string, wanted: T | undefined, actual: T): readonly Finding[] {
  return wanted === undefined || wanted === actual
    ? []
    : [{ what, expected: String(wanted), actual: String(actual) }];
}

const kindOfEnding: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['png', 'jpeg', 'webp', 'gif', 'avif', 'tiff', 'svg', 'bmp'].map((each) => [each, 'image']),
  ),
  ...Object.fromEntries(['mp4', 'webm', 'mov', 'mkv', 'avi'].map((each) => [each, 'video'])),
  ...Object.fromEntries(
    ['flac', 'mp3', 'wav', 'ogg', 'opus', 'm4a'].map((each) => [each, 'audio']),
  ),
  ...Object.fromEntries(['txt', 'json', 'csv', 'md', 'srt'].map((each) => [each, 'text'])),
};

function kindOf(file: MeasuredFile): string {
  const format = formatOf(file);
  return Object.hasOwn(kindOfEnding, format) ? (kindOfEnding[format] ?? 'file') : 'file';
}

/** What the bytes are where they could be decoded, else what the name ends in. */
function formatOf({ name, picture }: MeasuredFile): string {
  return normalFormat(picture?.format ?? name.slice(name.lastIndexOf('.') + 1)) ?? '';
}

function normalFormat(format: string | undefined): string | undefined {
  const lower = format?.toLowerCase().replace(/^\./, '');
  return lower === 'jpg' ? 'jpeg' : lower === 'heif' ? 'avif' : lower;
}
