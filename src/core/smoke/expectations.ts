/** Compares what a run left with what smoke.yaml expects; every unmet expectation is a problem with both values. */

import { type Problem, problem } from '../../base/problem.ts';
import { shortened } from '../../base/text.ts';
import type { Expectation, Range, Similarity, TextExpectation } from './case-types.ts';
import { formatOf, kindOf, normalFormat } from './file-kinds.ts';
import { type Finding, rangeFindings, rounded, sameFindings } from './findings.ts';
import type { MediaFacts } from './media/types.ts';
import type { PictureMeasures } from './picture-measures.ts';
import type { Likeness } from './similarity.ts';

/** A picture as it was measured: what its file says, and what its pixels say. */
export interface Picture extends PictureMeasures {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
}

/** One file against another picture, with the thresholds that are its own. */
export interface Comparison {
  readonly similar: Similarity;
  /** For people: the path of the golden picture, or `the release before`. */
  readonly with: string;
  readonly likeness: Likeness | 'different-size';
}

export interface MeasuredFile {
  readonly name: string;
  readonly bytes: number;
  readonly picture?: Picture;
  readonly media?: MediaFacts;
  readonly comparisons?: readonly Comparison[];
}

/** What a scorer said of an output, or why it said nothing. */
export interface ScorerAnswer {
  readonly scorer: string;
  readonly scores: Readonly<Record<string, number>>;
  readonly notes?: readonly string[];
  readonly failed?: string;
}

export interface MeasuredOutput {
  readonly name: string;
  readonly files: readonly MeasuredFile[];
  readonly texts: readonly string[];
  readonly scores?: readonly ScorerAnswer[];
}

/** Returns a problem for each expectation that does not hold; without any, pictures must still be neither blank nor noise. */
export function checkOutput(
  output: MeasuredOutput,
  expectation: Expectation,
  caseName: string,
): readonly Problem[] {
  const findings = [
    ...countFindings(output, expectation),
    ...output.files.flatMap((file) => fileFindings(file, expectation)),
    ...(expectation.text === undefined ? [] : textFindings(output.texts, expectation.text)),
    ...scoreFindings(output, expectation),
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
  const { picture, media } = file;
  const kind = kindOf(file);
  const { colour, similar, alpha, sharpness, width, height } = expectation;
  const size = picture ?? media;
  const needsPixels = colour ?? similar ?? alpha ?? sharpness;
  const needsSize = size?.width === undefined ? (width ?? height) : undefined;
  return [
    ...sameFindings('the kind', expectation.kind === 'text' ? undefined : expectation.kind, kind),
    ...sameFindings('the format', normalFormat(expectation.format), formatOf(file)),
    ...rangeFindings('the size in bytes', expectation.bytes, file.bytes),
    ...(size?.width === undefined ? [] : sizeFindings(size, expectation)),
    ...(picture === undefined ? [] : pictureFindings(picture, expectation)),
    ...(picture === undefined && (needsPixels ?? needsSize) !== undefined
      ? [{ what: file.name, expected: 'a picture that can be decoded', actual: kind }]
      : []),
    ...rangeFindings('the duration in seconds', expectation.duration, short(media?.seconds, 3)),
    ...rangeFindings('the pictures per second', expectation.fps, short(media?.fps, 2)),
    ...(file.comparisons ?? []).flatMap(comparisonFindings),
  ];
}

function short(value: number | undefined, digits: number): number | undefined {
  return value === undefined ? undefined : rounded(value, digits);
}

function sizeFindings(
  { width, height }: { readonly width?: number; readonly height?: number },
  expectation: Expectation,
): readonly Finding[] {
  return [
    ...rangeFindings('the width', expectation.width, width),
    ...rangeFindings('the height', expectation.height, height),
  ];
}

/** More than this is what a sampler gives that was never told to denoise. */
const mostNoise = 0.85;
const smallestSide = 64;

function pictureFindings(picture: Picture, expectation: Expectation): readonly Finding[] {
  const [red = 0, green = 0, blue = 0] = picture.mean;
  const means: Readonly<Record<string, number>> = {
    red,
    green,
    blue,
    brightness: 0.299 * red + 0.587 * green + 0.114 * blue,
  };
  const { deviation, alphaDeviation = 0 } = picture;
  const isBlank = [...deviation, alphaDeviation].every((each) => each < 0.5);
  return [
    ...sameFindings('having transparency', expectation.alpha, picture.hasAlpha),
    ...(isBlank && expectation.blank !== true
      ? [{ what: 'the picture', expected: 'more than one colour', actual: 'blank' }]
      : []),
    ...noiseFindings(picture, expectation),
    ...rangeFindings('the sharpness', expectation.sharpness, short(picture.sharpness, 1)),
    ...Object.entries(expectation.colour ?? {}).flatMap(([name, range]) =>
      rangeFindings(`the mean ${name}`, range, rounded(means[name] ?? 0, 1)),
    ),
  ];
}

function noiseFindings({ noise, width, height }: Picture, { noise: wanted }: Expectation) {
  if (wanted === true) return [];
  if (wanted !== undefined) return rangeFindings('the noise', wanted, short(noise, 3));
  const isTold = noise !== undefined && Math.min(width, height) >= smallestSide;
  return isTold && noise > mostNoise
    ? [{ what: 'the picture', expected: 'something', actual: `noise (${rounded(noise, 3)})` }]
    : [];
}

function comparisonFindings({ similar, with: other, likeness }: Comparison): readonly Finding[] {
  if (likeness === 'different-size') {
    return [{ what: 'the size', expected: `that of ${other}`, actual: 'another' }];
  }
  const { pixel, hash } = similar;
  const ssim = similar.ssim ?? (pixel === undefined && hash === undefined ? 0.9 : undefined);
  const atLeast = (min: number | undefined): Range | undefined =>
    min === undefined ? undefined : { min };
  const most = hash === undefined ? undefined : { max: hash };
  return [
    ...rangeFindings(`the pixel likeness to ${other}`, atLeast(pixel), rounded(likeness.pixel, 4)),
    ...rangeFindings(
      `the structural similarity to ${other}`,
      atLeast(ssim),
      rounded(likeness.ssim, 4),
    ),
    ...rangeFindings(`the hash distance to ${other}`, most, likeness.hash),
  ];
}

function scoreFindings(output: MeasuredOutput, { scores = {} }: Expectation): readonly Finding[] {
  return (output.scores ?? []).flatMap((answer) => {
    const wanted = Object.hasOwn(scores, answer.scorer) ? scores[answer.scorer] : undefined;
    if (answer.failed !== undefined || wanted === undefined) return [];
    return Object.entries(wanted).flatMap(([dimension, range]) => {
      const score = Object.hasOwn(answer.scores, dimension) ? answer.scores[dimension] : undefined;
      return rangeFindings(`the score ${answer.scorer}.${dimension}`, range, score);
    });
  });
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
