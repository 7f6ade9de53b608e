/** Reads YAML that people write, and remembers where each key and value stands. */

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
} from 'yaml';
import { type Json, jsonObject, numberOf } from './json.ts';
import { type Problem, problem } from './problem.ts';

export interface Position {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** Names a value inside a document: keys and indexes from the top. */
export type Path = readonly (string | number)[];

export interface YamlDocument {
  readonly value: Json;
  /** Returns where a value stands; for what is not there, where its nearest parent does. */
  readonly placeOf: (path: Path, what?: 'key' | 'value') => Position;
}

export type YamlResult =
  | { readonly document: YamlDocument; readonly problems: readonly [] }
  | { readonly document?: undefined; readonly problems: readonly Problem[] };

interface Reader {
  readonly document: Document;
  readonly keys: Map<string, number>;
  readonly values: Map<string, number>;
  readonly problems: { offset: number; message: string }[];
}

/** Parses one YAML 1.2 document; numbers keep their spelling, keys are texts, tags are refused. */
export function readYaml(text: string, file: string): YamlResult {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    stringKeys: false,
    version: '1.2',
  });
  const reader: Reader = { document, keys: new Map(), values: new Map(), problems: [] };
  for (const each of [...document.errors, ...document.warnings]) {
    reader.problems.push({ offset: each.pos[0], message: firstLine(each.message) });
  }
  const value = read(document.contents, [], reader, 0);
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (reader.problems.length > 0) {
    return {
      problems: reader.problems.map(({ offset, message }) =>
        problem('config/yaml-syntax', { file, ...at(offset) }, { message }),
      ),
    };
  }
  return { document: { value, placeOf: placesOf(reader, at) }, problems: [] };
}

function placesOf(reader: Reader, at: (offset: number) => Position): YamlDocument['placeOf'] {
  return (path, what = 'value') => {
    for (let length = path.length; length >= 0; length -= 1) {
      const name = pathKey(path.slice(0, length));
      const exact = what === 'key' && length > 0 ? reader.keys.get(name) : undefined;
      const offset = exact ?? reader.values.get(name);
      if (offset !== undefined) return at(offset);
    }
    return { line: 1, column: 1 };
  };
}

/** Deep enough for any document that a person writes. */
const maxDepth = 60;

function read(node: unknown, path: Path, reader: Reader, depth: number): Json {
  if (depth > maxDepth) {
    reader.problems.push({ offset: offsetOf(node), message: 'The document is nested too deep' });
    return null;
  }
  if (node === null || node === undefined) return null;
  if (isAlias(node)) {
    const target = node.resolve(reader.document);
    return read(target, path, reader, depth + 1);
  }
  if (!reader.values.has(pathKey(path))) reader.values.set(pathKey(path), offsetOf(node));
  if (isMap(node)) {
    return jsonObject(
      node.items.map((pair): [string, Json] => {
        const key = isScalar(pair.key) ? keyText(pair.key) : '';
        const here = [...path, key];
        reader.keys.set(pathKey(here), offsetOf(pair.key));
        if (!isScalar(pair.key)) {
          reader.problems.push({ offset: offsetOf(pair.key), message: 'A key must be a text' });
        }
        return [key, read(pair.value, here, reader, depth + 1)];
      }),
    );
  }
  if (isSeq(node)) {
    return node.items.map((item, index) => read(item, [...path, index], reader, depth + 1));
  }
  return isScalar(node) ? scalar(node) : null;
}

/** Numbers spelled as JSON spells them keep their digits; `0x1f` and the like become what they mean. */
function scalar(node: Scalar): Json {
  const { value, source } = node;
  if (typeof value === 'number') {
    const spelling = source ?? String(value);
    return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(spelling)
      ? numberOf(spelling)
      : Number.isFinite(value)
        ? value
        : String(source ?? value);
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  return String(source ?? value);
}

function keyText(node: Scalar): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

function offsetOf(node: unknown): number {
  return (node as Node | null | undefined)?.range?.[0] ?? 0;
}

function pathKey(path: Path): string {
  return JSON.stringify(path);
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}
