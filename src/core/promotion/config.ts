/** Reads promotion.yaml: checked against its schema, defaults filled in, then checked for what a schema cannot say. */

import {
  entriesOf,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../base/json.ts';
import { hasErrors, type Problem, sortProblems } from '../../base/problem.ts';
import { checkSchema } from '../../base/schema.ts';
import { readYaml } from '../../base/yaml.ts';
import type { ModelMapping, ValueMapping } from '../workflow/types.ts';
import { checkConfig } from './config-checks.ts';
import { evidenceRuleOf, signatureRuleOf } from './config-evidence.ts';
import { gatesOf } from './config-gates.ts';
import { namesBefore } from './config-order.ts';
import { policyIn, policyOf } from './config-policy.ts';
import { rulesOf } from './config-rules.ts';
import { promotionSchema } from './config-schema.ts';
import { quietHoursOf, requirementOf, scorersOf } from './config-smoke.ts';
import type {
  Environment,
  ForgeConfig,
  GateConfig,
  Override,
  Person,
  PromotionConfig,
  ServerConfig,
} from './config-types.ts';
import { parseDuration } from './duration.ts';

export interface ConfigResult {
  /** Absent where anything is wrong: nothing runs on a broken configuration. */
  readonly config?: PromotionConfig;
  readonly problems: readonly Problem[];
}

/** Parses promotion.yaml; all problems of the file at once, each with file, line and column. */
export function parseConfig(text: string, file: string): ConfigResult {
  const { document, problems } = readYaml(text, file);
  if (document === undefined) return { problems };
  const shape = checkSchema(promotionSchema, document, file);
  if (hasErrors(shape)) return { problems: sortProblems(shape) };
  const value = document.value as JsonObject;
  const meaning = checkConfig(value, document, file);
  if (hasErrors(meaning)) return { problems: sortProblems(meaning) };
  return { config: normalise(value), problems: sortProblems(meaning) };
}

function normalise(value: JsonObject): PromotionConfig {
  const environments = environmentsOf(objectOf(value, 'environments'), value);
  const names = environments.map((each) => each.name);
  return {
    environments,
    models: listOf(value, 'models').map((row) => modelMappingOf(row as JsonObject, names)),
    values: listOf(value, 'values').map((row) => valueMappingOf(row as JsonObject, names)),
    overrides: entriesOf(objectOf(value, 'overrides')).map(([pattern, each]) =>
      overrideOf(pattern, each as JsonObject),
    ),
    scorers: scorersOf(value),
    forge: forgeOf(objectOf(value, 'forge')),
    people: peopleOf(objectOf(value, 'people')),
    ignoredCanvases: listOf(objectOf(value, 'capture'), 'ignore').map(String),
    signatures: signatureRuleOf(value),
  };
}

function peopleOf(row: JsonObject): ReadonlyMap<string, Person> {
  return new Map(
    entriesOf(row).map(([user, text]) => {
      const [, name = '', email = ''] = /^(.*) <(.*)>$/.exec(String(text)) ?? [];
      return [user, { name, email }];
    }),
  );
}

/** Sorts environments so that each stands behind the one it comes after, else in the order of the file. */
function environmentsOf(written: JsonObject, shared: JsonObject): Environment[] {
  const rows = entriesOf(written).map(([name, each]) => ({
    name,
    row: isJsonObject(each) ? each : {},
  }));
  const followed = new Set(rows.flatMap(({ row }) => namesBefore(row)));
  const sorted: Environment[] = [];
  const isSorted = (name: string): boolean => sorted.some((each) => each.name === name);
  const add = (after: string | undefined): void => {
    for (const { name, row } of rows) {
      const names = namesBefore(row);
      const isNext = after === undefined ? names.length === 0 : names.includes(after);
      if (!isNext || isSorted(name) || !names.every(isSorted)) continue;
      sorted.push(environmentOf(name, row, shared, !followed.has(name)));
      add(name);
    }
  };
  add(undefined);
  return sorted;
}

function environmentOf(
  name: string,
  row: JsonObject,
  shared: JsonObject,
  isLast: boolean,
): Environment {
  const [after, ...alsoAfter] = namesBefore(row);
  const runner = member(row, 'runner');
  const rules = rulesOf(row, shared);
  const gates: GateConfig = {
    previous: after !== undefined,
    validation: true,
    smoke: after !== undefined,
    soak: 0,
    approvals: 0,
    ...gatesOf(objectOf(row, 'gates')),
  };
  const requirement = requirementOf(row);
  return {
    name,
    ...(after === undefined ? {} : { after }),
    ...(alsoAfter.length === 0 ? {} : { alsoAfter }),
    servers: listOf(row, 'servers').map((each) => serverOf(each, isLast ? 'live' : 'test')),
    gates,
    promotion: policyOf(row, gates.soak),
    ...(runner === undefined ? {} : { runner: runner as readonly string[] }),
    evidence: evidenceRuleOf(row, after === undefined),
    cache: (textOf(row, 'cache') ?? 'vary') as Environment['cache'],
    ...(rules === undefined ? {} : { rules }),
    ...(requirement === undefined ? {} : { require: requirement }),
  };
}

function serverOf(written: Json, role: ServerConfig['role']): ServerConfig {
  if (!isJsonObject(written)) return { url: trimmed(String(written)), headers: {}, role };
  const token = textOf(written, 'token');
  const ca = textOf(written, 'ca');
  const quiet = quietHoursOf(textOf(written, 'quiet') ?? '');
  const budgetMs = parseDuration(textOf(written, 'budget') ?? '');
  const proxy = textOf(written, 'proxy');
  return {
    url: trimmed(textOf(written, 'url') ?? ''),
    ...(token === undefined ? {} : { token }),
    headers: Object.fromEntries(
      entriesOf(objectOf(written, 'headers')).map(([name, value]) => [name, String(value)]),
    ),
    ...(ca === undefined ? {} : { ca }),
    ...(proxy === undefined ? {} : { proxy }),
    role: (textOf(written, 'role') ?? role) as ServerConfig['role'],
    ...(quiet === undefined ? {} : { quiet }),
    ...(budgetMs === undefined ? {} : { budgetMs }),
  };
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Fills in every environment: what a row does not mention is spelled as in the first one, else by the logical name. */
function modelMappingOf(row: JsonObject, environments: readonly string[]): ModelMapping {
  const name = textOf(row, 'name');
  const sha256 = textOf(row, 'sha256');
  const first = textOf(row, environments[0] ?? '') ?? name ?? '';
  return {
    folder: textOf(row, 'folder') ?? '',
    ...(name === undefined ? {} : { name }),
    files: Object.fromEntries(environments.map((each) => [each, textOf(row, each) ?? first])),
    ...(sha256 === undefined ? {} : { sha256: sha256.replace(/^sha256:/, '') }),
    former: listOf(row, 'former').map(String),
  };
}

function valueMappingOf(row: JsonObject, environments: readonly string[]): ValueMapping {
  const first = member(row, environments[0] ?? '');
  const values: [string, Json][] = [];
  for (const each of environments) {
    const value = member(row, each) ?? first;
    if (value !== undefined) values.push([each, value]);
  }
  return {
    node: textOf(row, 'node') ?? '',
    input: textOf(row, 'input') ?? '',
    values: Object.fromEntries(values),
  };
}

function overrideOf(pattern: string, row: JsonObject): Override {
  return {
    pattern,
    gates: gatesOf(objectOf(row, 'gates')),
    promotion: policyIn(row),
    owners: listOf(row, 'owners').map(String),
  };
}

function forgeOf(row: JsonObject): ForgeConfig {
  const repository = textOf(row, 'repository');
  const apiUrl = textOf(row, 'apiUrl');
  const merge = textOf(row, 'merge') as ForgeConfig['merge'];
  const implied = repository === undefined && apiUrl === undefined ? undefined : 'github';
  const kind = (textOf(row, 'kind') ?? implied) as ForgeConfig['kind'];
  return {
    ...(kind === undefined ? {} : { kind }),
    remote: textOf(row, 'remote') ?? 'origin',
    ...(repository === undefined ? {} : { repository }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
    ...(merge === undefined ? {} : { merge }),
  };
}

function textOf(row: JsonObject, key: string): string | undefined {
  const value = member(row, key);
  return typeof value === 'string' ? value : undefined;
}

function objectOf(row: JsonObject, key: string): JsonObject {
  const value = member(row, key);
  return isJsonObject(value) ? value : {};
}

function listOf(row: JsonObject, key: string): readonly Json[] {
  const value = member(row, key);
  return value !== undefined && isJsonArray(value) ? value : [];
}
