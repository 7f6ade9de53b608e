/** Takes the workflow out of a file that a person brings: an API export, a canvas, or a picture, video or sound that ComfyUI made. */

import {
  entriesOf,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
} from '../../../base/json.ts';
import { parseJson } from '../../../base/json-parse.ts';
import { writeJson } from '../../../base/json-write.ts';
import { hasErrors, type Problem, problem } from '../../../base/problem.ts';
import { unsettledConflicts } from '../conflict-records.ts';
import { parseWorkflow } from '../parse.ts';
import { excessOfText } from '../size-limits.ts';
import type { ApiPrompt, CanvasWorkflow } from '../types.ts';
import { readAvifTexts } from './avif.ts';
import { readFlacTexts } from './flac.ts';
import { readGltfTexts, readSafetensorsTexts, readSvgTexts, textsIn } from './json-part.ts';
import { readMatroskaTexts } from './matroska.ts';
import { readMp3Texts } from './mp3.ts';
import { readMp4Texts } from './mp4.ts';
import { readOggTexts } from './ogg.ts';
import { readPngTexts } from './png.ts';
import type { MediaTexts } from './texts.ts';
import { readWebpTexts } from './webp.ts';

export interface Intake {
  readonly prompt?: ApiPrompt;
  readonly canvas?: CanvasWorkflow;
  /** The canvas as it was written. */
  readonly canvasText?: string;
  /** What a picture, video or sound says of where it came from; nobody has checked it. */
  readonly claim?: string;
  readonly problems: readonly Problem[];
}

/** Returns what the bytes hold; a picture, video or sound may hold both. */
export function readIntake(bytes: Uint8Array, file: string): Intake {
  const kind = kindOf(bytes);
  if (kind !== undefined) return readMedia(bytes, file, kind);
  const long = excessOfText(bytes.length);
  if (long !== undefined) {
    const { found, limit } = long;
    return { problems: [problem('workflow/too-large', { file }, { found, limit })] };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { problems: [problem('workflow/not-utf8', { file }, {})] };
  }
  return readText(text, file);
}

function readText(text: string, file: string): Intake {
  const parsed = parseWorkflow(text, file);
  const { problems } = parsed;
  if (parsed.workflow === undefined || hasErrors(problems)) return { problems };
  const open = unsettledConflicts(parsed.workflow as unknown as JsonObject, file);
  if (open.length > 0) return { problems: [...problems, ...open] };
  if (parsed.format === 'api') return { prompt: withoutTraces(parsed.workflow), problems };
  return { canvas: parsed.workflow, canvasText: text, problems };
}

function readMedia(bytes: Uint8Array, file: string, { media, read: readTexts }: MediaKind): Intake {
  if (readTexts === undefined)
    return { problems: [problem('workflow/media', { file }, { media })] };
  const read = readTexts(bytes);
  if (!read.ok) {
    const { reason } = read;
    return { problems: [problem('workflow/bad-media', { file }, { media, reason })] };
  }
  const texts = withComment(read.texts);
  const sent = texts.get('prompt');
  const prompt = sent === undefined ? undefined : withFiniteTraces(sent);
  const canvas = texts.get('workflow');
  if (prompt === undefined && canvas === undefined) {
    return { problems: [problem('workflow/no-metadata', { file }, { media })] };
  }
  const parts = [prompt, canvas].flatMap((text) =>
    text === undefined ? [] : [readText(text, file)],
  );
  const joined = Object.assign({}, ...parts) as Intake;
  const claim = texts.get('comfypin');
  return {
    ...joined,
    ...(claim === undefined ? {} : { claim }),
    problems: parts.flatMap((each) => each.problems),
  };
}

/** Video nodes of custom packs write prompt and canvas as the JSON of one comment. */
function withComment(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const comment = texts.get('comment');
  if (comment === undefined || texts.has('prompt') || texts.has('workflow')) return texts;
  const read = comment.startsWith('{') ? textsIn(comment, []) : undefined;
  return read?.ok === true ? read.texts : texts;
}

/** What IS_CHANGED gave is often NaN, which is no JSON; where it stands in the traces alone the text is without them. */
function withFiniteTraces(text: string): string {
  if (!/NaN|Infinity/.test(text)) return text;
  const parsed = parseJson(text, 'python');
  if (!parsed.ok || !isJsonObject(parsed.value)) return text;
  const whole = entriesOf(parsed.value).every(([, node]) => isJsonObject(node));
  if (!whole) return text;
  return writeJson(withoutTraces(parsed.value as unknown as ApiPrompt) as unknown as JsonObject);
}

/** A server notes in the prompt of a picture what its nodes' IS_CHANGED gave (execution.py); that is no part of the workflow. */
function withoutTraces(prompt: ApiPrompt): ApiPrompt {
  const nodes = entriesOf(prompt as unknown as JsonObject).map(([id, node]): [string, Json] => [
    id,
    jsonObject(entriesOf(node as JsonObject).filter(([key]) => key !== 'is_changed')),
  ]);
  return jsonObject(nodes) as unknown as ApiPrompt;
}

interface MediaKind {
  readonly media: string;
  /** How its first bytes look, as Latin-1. */
  readonly sign: RegExp;
  /** Absent for kinds that are known and not read. */
  readonly read?: (bytes: Uint8Array) => MediaTexts;
}

const mediaKinds: readonly MediaKind[] = [
  { media: 'PNG', sign: /^\x89PNG\r\n\x1a\n/, read: readPngTexts },
  { media: 'WebP', sign: /^RIFF....WEBP/s, read: readWebpTexts },
  { media: 'AVIF', sign: /^....ftypavi[fs]/s, read: readAvifTexts },
  { media: 'HEIC', sign: /^....ftyp(hei[cfsx]|mif1)/s },
  { media: 'MP4', sign: /^....(ftyp|moov|mdat|wide)/s, read: readMp4Texts },
  { media: 'WebM', sign: /^\x1a\x45\xdf\xa3/, read: readMatroskaTexts },
  { media: 'FLAC', sign: /^fLaC/, read: readFlacTexts },
  { media: 'Ogg', sign: /^OggS/, read: readOggTexts },
  { media: 'MP3', sign: /^(ID3|\xff[\xf2\xf3\xfa\xfb])/, read: readMp3Texts },
  { media: 'SVG', sign: /^(\xef\xbb\xbf)?\s*<(svg|\?xml|!doctype svg|!--)/i, read: readSvgTexts },
  { media: 'glTF', sign: /^glTF/, read: readGltfTexts },
  { media: 'safetensors', sign: /^.{4}\0{4}\{"/s, read: readSafetensorsTexts },
  { media: 'JPEG', sign: /^\xff\xd8\xff/ },
  { media: 'GIF', sign: /^GIF8/ },
  { media: 'WAV', sign: /^RIFF....WAVE/s },
  { media: 'AVI', sign: /^RIFF....AVI /s },
  { media: 'EXR', sign: /^\x76\x2f\x31\x01/ },
  { media: 'TIFF', sign: /^(II\*\0|MM\0\*)/ },
  { media: 'ZIP', sign: /^PK\x03\x04/ },
];

/** Tells the kind of a file by its first bytes. */
function kindOf(bytes: Uint8Array): MediaKind | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 16));
  return mediaKinds.find(({ sign }) => sign.test(head));
}
