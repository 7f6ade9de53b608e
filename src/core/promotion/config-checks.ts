/** What a schema cannot say of promotion.yaml: the order of environments, secrets, durations, rows that contradict each other. */

import {
  entriesOf,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  toDouble,
} from '../../base/json.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { nameOf } from '../../base/schema.ts';
import { nearestName } from '../../base/text.ts';
import type { Path, YamlDocument } from '../../base/yaml.ts';
import { windowProblems } from './config-gates.ts';
import { circleIn, namesBefore } from './config-order.ts';
import { type Checked, checkModelRows, checkValueRows, placeOf } from './config-rows.ts';
import { ruleSchemas } from './config-rules.ts';
import { isVariable } from './config-schema.ts';
import { quietHoursOf } from './config-smoke.ts';
import { parseDuration } from './duration.ts';

/** Returns what is wrong with a document that fits the schema. */
export function checkConfig(
  value: JsonObject,
  document: YamlDocument,
  file: string,
): readonly Problem[] {
  const checked = { value, document, file };
  const order = checkOrder(checked);
  const rest = [
    ...environmentsOf(checked).flatMap(([name, row]) => [
      ...checkGates(checked, ['environments', name, 'gates'], row),
      ...checkServers(checked, name, row),
      ...checkRules(checked, ['environments', name], row),
    ]),
    ...overridesOf(checked).flatMap(([pattern, row]) =>
      checkGates(checked, ['overrides', pattern, 'gates'], row),
    ),
    ...checkScorers(checked),
    ...checkForge(checked),
  ];
  if (order.problems.length > 0) return [...order.problems, ...rest];
  return [
    ...rest,
    ...checkModelRows(checked, order.names),
    ...checkValueRows(checked, order.names),
  ];
}

function checkOrder(checked: Checked): {
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
} {
  const rows = environmentsOf(checked);
  const names = rows.map(([name]) => name);
  const after = new Map(rows.map(([name, row]) => [name, namesBefore(row)] as const));
  const problems: Problem[] = [];
  const unknown = [...after].flatMap(([name, all]) =>
    all.filter((each) => !names.includes(each)).map((before) => ({ name, before })),
  );
  for (const { name, before } of unknown) {
    const path = ['environments', name, 'after'];
    const nearest = nearestName(before, names);
    problems.push(
      problem('config/unknown-environment', placeOf(checked, path), {
        name: before,
        where: nameOf(path),
        nearest,
        known: names,
      }),
    );
  }
  const circle = circleIn(after);
  if (circle !== undefined) {
    const place = placeOf(checked, ['environments', circle[0] ?? '', 'after']);
    problems.push(problem('config/environment-cycle', place, { circle }));
  }
  const first = names.filter((name) => after.get(name)?.length === 0);
  if (first.length > 1) {
    const place = placeOf(checked, ['environments', first[1] ?? ''], 'key');
    problems.push(problem('config/several-first', place, { names: first }));
  }
  return { names: [...first, ...names.filter((name) => !first.includes(name))], problems };
}

function checkGates(checked: Checked, path: Path, row: JsonObject): Problem[] {
  const gates = member(row, 'gates');
  if (!isJsonObject(gates)) return [];
  const kinds = member(gates, 'kinds');
  const windows = member(gates, 'windows');
  return [
    ...checkDuration(checked, [...path, 'soak'], member(gates, 'soak')),
    ...(isJsonObject(kinds) ? entriesOf(kinds) : []).flatMap(([kind, each]) => {
      const here = [...path, 'kinds', kind, 'soak'];
      return isJsonObject(each) ? checkDuration(checked, here, member(each, 'soak')) : [];
    }),
    ...(isJsonObject(windows) ? windowProblems(windows) : []).map((each) => {
      const here = [...path, 'windows', ...each.path];
      const args = { name: nameOf(here), message: each.message };
      return problem('config/wrong-value', placeOf(checked, here), args);
    }),
  ];
}

function checkDuration(checked: Checked, path: Path, given: Json | undefined): Problem[] {
  if (typeof given !== 'string' || parseDuration(given) !== undefined) return [];
  return [problem('config/bad-duration', placeOf(checked, path), { name: nameOf(path), given })];
}

function checkRules(checked: Checked, path: Path, row: JsonObject): Problem[] {
  const evidence = member(row, 'evidence');
  return [
    ...checkDuration(checked, [...path, 'maxRecordingAge'], member(row, 'maxRecordingAge')),
    ...checkDuration(
      checked,
      [...path, 'evidence', 'maxAge'],
      isJsonObject(evidence) ? member(evidence, 'maxAge') : undefined,
    ),
    ...Object.keys(ruleSchemas.limits.properties).flatMap((name) => {
      const limits = member(row, 'limits');
      const bounds = isJsonObject(limits) ? member(limits, name) : undefined;
      if (!isJsonObject(bounds)) return [];
      const [min, max] = [member(bounds, 'min'), member(bounds, 'max')];
      if (!isJsonNumber(min) || !isJsonNumber(max) || toDouble(min) <= toDouble(max)) return [];
      const at = [...path, 'limits', name];
      const message = 'min is greater than max, so nothing would be allowed';
      return [problem('config/wrong-value', placeOf(checked, at), { name: nameOf(at), message })];
    }),
  ];
}

function checkServers(checked: Checked, name: string, row: JsonObject): Problem[] {
  const servers = member(row, 'servers');
  if (servers === undefined || !isJsonArray(servers)) return [];
  return servers.flatMap((server, index) => {
    const path = ['environments', name, 'servers', index];
    if (typeof server === 'string') return checkUrl(checked, path, server);
    if (!isJsonObject(server)) return [];
    const headers = member(server, 'headers');
    return [
      ...checkUrl(checked, [...path, 'url'], String(member(server, 'url') ?? '')),
      ...checkProxy(checked, [...path, 'proxy'], member(server, 'proxy')),
      ...checkSecret(checked, [...path, 'token'], member(server, 'token')),
      ...checkDuration(checked, [...path, 'budget'], member(server, 'budget')),
      ...checkQuiet(checked, [...path, 'quiet'], member(server, 'quiet')),
      ...(isJsonObject(headers) ? entriesOf(headers) : []).flatMap(([header, value]) =>
        checkSecret(checked, [...path, 'headers', header], value),
      ),
    ];
  });
}

function checkQuiet(checked: Checked, path: Path, given: Json | undefined): Problem[] {
  if (typeof given !== 'string' || quietHoursOf(given) !== undefined) return [];
  const message = `"${given}" names no time zone of the IANA list, as Europe/Berlin`;
  return [problem('config/wrong-value', placeOf(checked, path), { name: nameOf(path), message })];
}

function checkScorers(checked: Checked): Problem[] {
  return rowsOf(member(checked.value, 'scorers')).flatMap(([name, row]) =>
    checkDuration(checked, ['scorers', name, 'timeout'], member(row, 'timeout')),
  );
}

function checkProxy(checked: Checked, path: Path, proxy: Json | undefined): Problem[] {
  return typeof proxy !== 'string' || proxy === 'none' ? [] : checkUrl(checked, path, proxy);
}

function checkUrl(checked: Checked, path: Path, url: string): Problem[] {
  if (isVariable(url)) return [];
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const place = placeOf(checked, path);
  if (parsed !== undefined && (parsed.username !== '' || parsed.password !== '')) {
    return [problem('config/literal-secret', place, { name: nameOf(path) })];
  }
  const isHttp = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
  if (parsed !== undefined && isHttp && parsed.search === '' && parsed.hash === '') return [];
  return [problem('config/bad-url', place, { name: nameOf(path) })];
}

function checkSecret(checked: Checked, path: Path, value: Json | undefined): Problem[] {
  if (typeof value !== 'string' || isVariable(value)) return [];
  return [problem('config/literal-secret', placeOf(checked, path), { name: nameOf(path) })];
}

function checkForge(checked: Checked): Problem[] {
  const forge = member(checked.value, 'forge');
  if (!isJsonObject(forge) || member(forge, 'kind') !== 'local') return [];
  return ['repository', 'apiUrl', 'merge']
    .filter((key) => member(forge, key) !== undefined)
    .map((key) =>
      problem('config/forge-mismatch', placeOf(checked, ['forge', key], 'key'), { key }),
    );
}

function environmentsOf(checked: Checked): [string, JsonObject][] {
  return rowsOf(member(checked.value, 'environments'));
}

function overridesOf(checked: Checked): [string, JsonObject][] {
  return rowsOf(member(checked.value, 'overrides'));
}

function rowsOf(value: Json | undefined): [string, JsonObject][] {
  if (!isJsonObject(value)) return [];
  return entriesOf(value).map(([name, row]) => [name, isJsonObject(row) ? row : {}]);
}
