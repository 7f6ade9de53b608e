/** Takes the workflow out of a file that a person brings: an API export, a canvas, or a picture that ComfyUI made. */

import { entriesOf, type Json, type JsonObject, jsonObject } from '../../../base/json.ts';
import { hasErrors, type Problem, problem } from '../../../base/problem.ts';
import { parseWorkflow } from '../parse.ts';
import type { ApiPrompt, CanvasWorkflow } from '../types.ts';
import { isPng, readPngTexts } from './png.ts';

export interface Intake {
  readonly prompt?: ApiPrompt;
  readonly canvas?: CanvasWorkflow;
  /** The canvas as it was written, to be kept byte for byte. */
  readonly canvasText?: string;
  readonly problems: readonly Problem[];
}

/** Returns what the bytes hold; a picture may hold both. */
export function readIntake(bytes: Uint8Array, file: string): Intake {
  if (isPng(bytes)) return readPicture(bytes, file);
  const media = mediaOf(bytes);
  if (media !== undefined) return { problems: [problem('workflow/media', { file }, { media })] };
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
  if (parsed.format === 'api') return { prompt: withoutTraces(parsed.workflow), problems };
  return { canvas: parsed.workflow, canvasText: text, problems };
}

function readPicture(bytes: Uint8Array, file: string): Intake {
  const read = readPngTexts(bytes);
  if (!read.ok) {
    return { problems: [problem('workflow/bad-picture', { file }, { reason: read.reason })] };
  }
  const [prompt, canvas] = ['prompt', 'workflow'].map((keyword) => read.texts.get(keyword));
  if (prompt === undefined && canvas === undefined) {
    return { problems: [problem('workflow/no-metadata', { file }, {})] };
  }
  const parts = [prompt, canvas].flatMap((text) =>
    text === undefined ? [] : [readText(text, file)],
  );
  const joined = Object.assign({}, ...parts) as Intake;
  return { ...joined, problems: parts.flatMap((each) => each.problems) };
}

/** A server notes in the prompt of a picture what its nodes' IS_CHANGED gave (execution.py); that is no part of the workflow. */
function withoutTraces(prompt: ApiPrompt): ApiPrompt {
  const nodes = entriesOf(prompt as unknown as JsonObject).map(([id, node]): [string, Json] => [
    id,
    jsonObject(entriesOf(node as JsonObject).filter(([key]) => key !== 'is_changed')),
  ]);
  return jsonObject(nodes) as unknown as ApiPrompt;
}

const mediaSigns: readonly (readonly [string, RegExp])[] = [
  ['WebP', /^RIFF....WEBP/s],
  ['JPEG', /^\xff\xd8\xff/],
  ['GIF', /^GIF8/],
  ['MP4', /^....ftyp/s],
  ['WebM', /^\x1a\x45\xdf\xa3/],
  ['FLAC', /^fLaC/],
  ['MP3', /^(ID3|\xff\xfb)/],
  ['ZIP', /^PK\x03\x04/],
];

/** Names the kind of a file by its first bytes. */
function mediaOf(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 16));
  return mediaSigns.find(([, sign]) => sign.test(head))?.[0];
}
