/** What a case gave, as HTML: pictures beside those they are compared with, videos and sounds to play, texts, scores. */

import { shortened } from '../../base/text.ts';
import type {
  CandidateReport,
  CaseReport,
  ComparisonReport,
  FileReport,
  OutputReport,
} from '../../core/smoke/report.ts';
import { escapeHtml, fileUrl } from './page.ts';

/** Formats that browsers show as a picture and that cannot run anything. */
const shownFormats = new Set(['png', 'jpeg', 'webp', 'gif', 'avif', 'heif']);
const videoFormats = new Set(['mp4', 'webm', 'mov', 'mkv']);
const soundFormats = new Set(['mp3', 'flac', 'wav', 'ogg', 'opus', 'm4a']);

export function outputsPart({ outputs, preview, candidates = [] }: CaseReport): string {
  const last =
    preview === undefined
      ? ''
      : `<div class="pictures small">${figure(preview, 'the last preview', 'The last preview before the end')}</div>`;
  const own = outputs.map(outputPart).join('') + last;
  if (candidates.length === 0) return own;
  const others = candidates.map((each, index) => candidatePart(each, index + 2)).join('');
  return `${own}<p class="dim">Other candidates</p><div class="pictures small">${others}</div>`;
}

function candidatePart({ verdict, reasons, outputs }: CandidateReport, number: number): string {
  const files = outputs.flatMap((each) => each.files);
  const told = [`candidate ${number}: ${verdict}`, ...reasons].map(escapeHtml).join('<br>');
  const [first] = files.filter(isShown);
  return first?.path === undefined
    ? `<figure><figcaption>${told}</figcaption></figure>`
    : figure(first.path, `candidate ${number}`, `<span class="${verdict}">${told}</span>`);
}

function outputPart(output: OutputReport): string {
  const files = output.files.map(filePart).join('');
  const texts = output.texts.map((text) => `<pre>${escapeHtml(shortened(text, 4000))}</pre>`);
  const title = `<p class="dim">Output ${escapeHtml(output.name)}</p>`;
  return `${title}<div class="pictures">${files}</div>${texts.join('')}${scoresPart(output)}`;
}

function scoresPart({ scores = [] }: OutputReport): string {
  const rows = scores.flatMap((each) => [
    ...Object.entries(each.scores).map(
      ([name, score]) =>
        `<tr><td>${escapeHtml(`${each.scorer}.${name}`)}</td><td class="number">${score}</td></tr>`,
    ),
    ...(each.notes ?? []).map(
      (note) => `<tr><td colspan="2" class="dim">${escapeHtml(note)}</td></tr>`,
    ),
  ]);
  if (rows.length === 0) return '';
  return `<table><thead><tr><th>Score</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function isShown({ path, picture }: FileReport): boolean {
  return path !== undefined && picture !== undefined && shownFormats.has(picture.format);
}

/** Before, after and where they differ stand in one row; a picture that is compared with nothing stands alone. */
function filePart(file: FileReport): string {
  const caption = `${escapeHtml(file.name)}<br>${escapeHtml(factsOf(file).join(' · '))}`;
  if (!isShown(file) || file.path === undefined) return playerPart(file, caption);
  const after = figure(file.path, file.name, caption);
  const beside = (file.comparisons ?? []).map(comparisonPart);
  return `${beside.map(({ before }) => before).join('')}${after}${beside.map(({ heat }) => heat).join('')}`;
}

function comparisonPart({ with: other, likeness, path, heatMap }: ComparisonReport) {
  const told =
    likeness === 'different-size'
      ? 'another size, so not compared'
      : `pixel ${likeness.pixel.toFixed(4)} · ssim ${likeness.ssim.toFixed(4)} · hash ${likeness.hash}`;
  const name = escapeHtml(`before: ${other}`);
  return {
    before:
      path === undefined
        ? `<figure><figcaption>${name}<br>${told}</figcaption></figure>`
        : figure(path, `before: ${other}`, name),
    heat:
      heatMap === undefined
        ? path === undefined
          ? ''
          : `<figure><figcaption>${told}</figcaption></figure>`
        : figure(heatMap, 'difference', `difference to ${escapeHtml(other)}<br>${told}`),
  };
}

function playerPart(file: FileReport, caption: string): string {
  const format = file.media?.format ?? '';
  const text = `<figcaption>${caption}</figcaption>`;
  if (file.path === undefined) return `<figure>${text}</figure>`;
  const url = fileUrl(file.path);
  if (videoFormats.has(format))
    return `<figure><video src="${url}" controls preload="metadata"></video>${text}</figure>`;
  if (soundFormats.has(format))
    return `<figure><audio src="${url}" controls preload="metadata"></audio>${text}</figure>`;
  return `<figure>${text}</figure>`;
}

function factsOf({ picture, media, bytes }: FileReport): readonly string[] {
  const size = picture ?? media;
  return [
    ...(size?.format === undefined ? [] : [size.format]),
    ...(size?.width === undefined ? [] : [`${size.width}×${size.height}`]),
    ...(media?.seconds === undefined ? [] : [`${media.seconds.toFixed(2)} s`]),
    ...(media?.fps === undefined ? [] : [`${media.fps.toFixed(2)} fps`]),
    ...(picture?.sharpness === undefined ? [] : [`sharpness ${picture.sharpness.toFixed(0)}`]),
    ...(picture?.noise === undefined ? [] : [`noise ${picture.noise.toFixed(2)}`]),
    `${bytes} bytes`,
  ];
}

/** `caption` is markup. */
function figure(path: string, alternative: string, caption: string): string {
  const url = fileUrl(path);
  return `<figure><a href="${url}"><img src="${url}" alt="${escapeHtml(alternative)}" loading="lazy"></a><figcaption>${caption}</figcaption></figure>`;
}
