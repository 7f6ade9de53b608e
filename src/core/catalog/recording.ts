/** environment.json: an environment's interface as a file that reads well in a git diff, one node type per line. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
} from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { writeJson } from '../../base/json-write.ts';
import { compareText } from '../../base/order.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { modelFileRows, readModelFileRows } from './model-files.ts';
import { readCatalog } from './parse.ts';
import { restoreFiles, withoutFiles } from './recording-files.ts';
import type { Catalog } from './types.ts';

const format = 'comfypin-environment/1';

/** Keys of a node type that only people read; no rule of any version looks at them. */
const descriptiveOfType = new Set([
  'description',
  'category',
  'essentials_category',
  'search_aliases',
  'output_tooltips',
]);

/** What is kept of `/system_stats`: what tells servers apart, not what changes while they run, and no paths. */
const keptOfSystem = [
  'os',
  'comfyui_version',
  'required_frontend_version',
  'comfy_package_versions',
  'python_version',
  'pytorch_version',
  'embedded_python',
  'deploy_environment',
];
const keptOfDevice = ['name', 'type', 'index'];

/** Returns the text of environment.json; the same catalog gives the same bytes. */
export function writeEnvironment(catalog: Catalog): string {
  const models = [...catalog.models].sort(([a], [b]) => compareText(a, b));
  const types = [...catalog.nodeTypes.values()].sort((a, b) => compareText(a.name, b.name));
  const replacements = entriesOf(catalog.nodeReplacements).sort(([a], [b]) => compareText(a, b));
  return `{
"format": ${JSON.stringify(format)},
"systemStats": ${writeJson(keptOf(catalog.systemStats ?? {}))},
"embeddings": ${lines(
    catalog.embeddings.map((name) => JSON.stringify(name)),
    '[',
    ']',
  )},
"models": ${lines(
    models.map(([folder, files]) => {
      const names = files.map((file) => JSON.stringify(file));
      return `${JSON.stringify(folder)}: ${lines(names, '[', ']')}`;
    }),
    '{',
    '}',
  )},
"nodeReplacements": ${members(replacements)},
${filesSection(catalog)}"nodeTypes": ${members(
    types.map((type) => [
      type.name,
      withoutFiles(type.name, withoutTexts(type.raw), catalog.models),
    ]),
  )}
}
`;
}

/** Left out where the server tells nothing of its files. */
function filesSection({ modelFiles }: Catalog): string {
  if (modelFiles === undefined || modelFiles.size === 0) return '';
  return `"modelFiles": ${members(modelFileRows(modelFiles))},\n`;
}

function members(pairs: readonly (readonly [string, Json])[]): string {
  return lines(
    pairs.map(([name, value]) => `${JSON.stringify(name)}: ${writeJson(value)}`),
    '{',
    '}',
  );
}

function lines(items: readonly string[], open: string, close: string): string {
  return items.length === 0 ? `${open}${close}` : `${open}\n${items.join(',\n')}\n${close}`;
}

function keptOf(systemStats: JsonObject): JsonObject {
  const system = member(systemStats, 'system');
  const devices = member(systemStats, 'devices');
  return jsonObject([
    ...(isJsonObject(system) ? [['system', pick(system, keptOfSystem)] as const] : []),
    ...(isJsonArray(devices)
      ? [['devices', devices.filter(isJsonObject).map((each) => pick(each, keptOfDevice))] as const]
      : []),
  ]);
}

function pick(from: JsonObject, keys: readonly string[]): JsonObject {
  return jsonObject(entriesOf(from).filter(([key]) => keys.includes(key)));
}

/** Leaves descriptions and tooltips out, and `input_order` where it only repeats the order of the inputs. */
function withoutTexts(raw: JsonObject): JsonObject {
  return jsonObject(
    entriesOf(raw)
      .filter(([key, value]) => {
        if (key === 'input_order') return !repeatsOrder(value, member(raw, 'input'));
        return !descriptiveOfType.has(key);
      })
      .map(([key, value]) => [key, key === 'input' ? withoutTooltips(value) : value]),
  );
}

function repeatsOrder(order: Json, input: Json | undefined): boolean {
  if (!isJsonObject(order) || !isJsonObject(input)) return false;
  const keys = Object.keys(order);
  return (
    keys.length === Object.keys(input).length &&
    keys.every((section) => {
      const inputs = member(input, section);
      const names = isJsonObject(inputs) ? entriesOf(inputs).map(([name]) => name) : [];
      return writeJson(names) === writeJson(member(order, section) ?? null);
    })
  );
}

/** An input may itself be called `tooltip`: its value is a list, a tooltip is a text. */
function withoutTooltips(value: Json): Json {
  if (isJsonArray(value)) return value.map(withoutTooltips);
  if (!isJsonObject(value)) return value;
  return jsonObject(
    entriesOf(value)
      .filter(([key, item]) => key !== 'tooltip' || typeof item !== 'string')
      .map(([key, item]) => [key, withoutTooltips(item)]),
  );
}

/** Returns the catalog that environment.json holds, and what is wrong with the file. */
export function parseEnvironment(
  text: string,
  file = 'environment.json',
): { readonly catalog: Catalog; readonly problems: readonly Problem[] } {
  const parsed = parseJson(text, 'python');
  const empty = readCatalog({ objectInfo: {} }).catalog;
  if (!parsed.ok) {
    const { line, column, message } = parsed.error;
    const at = { file, line, column };
    return {
      catalog: empty,
      problems: [problem('config/unreadable-recording', at, { reason: message })],
    };
  }
  const { value } = parsed;
  const isRight = isJsonObject(value) && member(value, 'format') === format;
  if (!isRight || !isJsonObject(member(value, 'nodeTypes'))) {
    const reason = `it is no recording of the format ${format}`;
    return {
      catalog: empty,
      problems: [problem('config/unreadable-recording', { file }, { reason })],
    };
  }
  const models = readCatalog({ objectInfo: {}, models: member(value, 'models') }).catalog.models;
  const { catalog, problems } = readCatalog({
    objectInfo: restoreFiles(member(value, 'nodeTypes') ?? {}, models),
    models: member(value, 'models'),
    embeddings: member(value, 'embeddings'),
    systemStats: member(value, 'systemStats'),
    nodeReplacements: member(value, 'nodeReplacements'),
  });
  const modelFiles = readModelFileRows(member(value, 'modelFiles'));
  return {
    catalog: modelFiles.size === 0 ? catalog : { ...catalog, modelFiles },
    problems: problems.map((each) =>
      problem('config/unreadable-recording', { file }, { reason: reasonOf(each) }),
    ),
  };
}

function reasonOf(found: Problem): string {
  const { path, reason } = found.args as { path: string; reason: string };
  return `what it holds of ${path} is not right: ${reason}`;
}
