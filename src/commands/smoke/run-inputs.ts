/** Inputs that a person gives on a command line, `name=value`, as values of the pinned graph. */

import { basename, isAbsolute, join } from 'node:path';
import { digestOfBytes, shortDigest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { isJsonNumber, type Json, member } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import type { CaseSetting } from '../../core/smoke/case-run.ts';
import { findInput } from '../../core/smoke/names.ts';
import { nodeOf } from '../../core/workflow/graph.ts';
import { inputSpecsOf } from '../../core/workflow/input-specs.ts';
import type { InputPlace } from '../../core/workflow/types.ts';
import type { World } from '../command.ts';
import type { SmokeSubject } from './smoke-subject.ts';

export interface RunInputs {
  readonly settings: readonly CaseSetting[];
  /** Path as a setting names it → content of the file to upload. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Returns the settings; a Failure with every word that is wrong. `name=@path` uploads a file, `name=@@text` begins with an `@`. */
export async function runInputs(
  words: readonly string[],
  subject: SmokeSubject,
  catalog: Catalog,
  world: World,
): Promise<RunInputs> {
  const problems: Problem[] = [];
  const settings: CaseSetting[] = [];
  const files = new Map<string, Uint8Array>();
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals <= 0) {
      const message = `--input takes name=value, not "${word}".`;
      problems.push(problem('cli/usage', {}, { message, command: 'run' }));
      continue;
    }
    const [name, text] = [word.slice(0, equals), word.slice(equals + 1)];
    const place = findInput(name, 'run', subject.names);
    if ('code' in place) problems.push(place);
    else if (text.startsWith('@') && !text.startsWith('@@')) {
      const { path, bytes } = await readFile(text.slice(1), world);
      files.set(path, bytes);
      settings.push({ place, file: path });
    } else {
      const value = parsedValue(text.replace(/^@@/, '@'), place, subject, catalog);
      if (value === undefined) problems.push(badValue(name, text, place, subject, catalog));
      else settings.push({ place, value });
    }
  }
  if (problems.length > 0) throw new Failure(problems);
  return { settings, files };
}

async function readFile(word: string, world: World) {
  const full = isAbsolute(word) ? word : join(world.folder, word);
  const bytes = await world.disk.read(full);
  if (bytes === undefined) {
    throw new Failure(problem('cli/no-document', {}, { word, tried: [`the file ${word}`] }));
  }
  return { path: `run/${shortDigest(digestOfBytes(bytes))}/${basename(full)}`, bytes };
}

/** Types whose values are written as JSON; everything else is a text as it stands. */
const written: Readonly<Record<string, (value: Json) => boolean>> = {
  INT: (value) => isJsonNumber(value),
  FLOAT: (value) => isJsonNumber(value),
  BOOLEAN: (value) => typeof value === 'boolean',
};

/** A number keeps every digit. An input of a type that the catalog does not tell is what the pinned value is. */
function parsedValue(
  text: string,
  place: InputPlace,
  subject: SmokeSubject,
  catalog: Catalog,
): Json | undefined {
  const isRight = Object.hasOwn(written, typeOf(place, subject, catalog))
    ? written[typeOf(place, subject, catalog)]
    : undefined;
  if (isRight === undefined) return text;
  const parsed = parseJson(text.trim());
  return parsed.ok && isRight(parsed.value) ? parsed.value : undefined;
}

function typeOf(place: InputPlace, { names }: SmokeSubject, catalog: Catalog): string {
  const node = nodeOf(names.prompt, place.node);
  const nodeType = node === undefined ? undefined : catalog.nodeTypes.get(node.class_type);
  const spec =
    node === undefined || nodeType === undefined
      ? undefined
      : inputSpecsOf(nodeType, node.inputs).get(place.input);
  if (spec !== undefined) return spec.type;
  const pinned = node === undefined ? undefined : member(node.inputs, place.input);
  if (isJsonNumber(pinned)) return 'FLOAT';
  return typeof pinned === 'boolean' ? 'BOOLEAN' : 'STRING';
}

const words: Readonly<Record<string, string>> = {
  INT: 'a whole number',
  FLOAT: 'a number',
  BOOLEAN: 'true or false',
};

function badValue(
  name: string,
  text: string,
  place: InputPlace,
  subject: SmokeSubject,
  catalog: Catalog,
): Problem {
  const wanted = words[typeOf(place, subject, catalog)] ?? 'a value';
  const message = `The input ${name} takes ${wanted}, not "${text}".`;
  return problem('cli/usage', {}, { message, command: 'run' });
}
