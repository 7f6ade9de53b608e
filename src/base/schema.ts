/** Checks a value that was read from YAML against a JSON schema, and says what is wrong as problems with their places. */

import {
  Ajv2020,
  type AnySchemaObject,
  type ErrorObject,
  type ValidateFunction,
} from 'ajv/dist/2020.js';
import { isJsonArray, isJsonObject, type Json, member } from './json.ts';
import { type Problem, problem } from './problem.ts';
import { nearestName } from './text.ts';
import type { Path, YamlDocument } from './yaml.ts';

/** Returns every violation, each with file, line and column; the values themselves are only shown where they are choices. */
export function checkSchema(
  schema: AnySchemaObject,
  document: YamlDocument,
  file: string,
): readonly Problem[] {
  const validate = validatorOf(schema);
  if (validate(document.value)) return [];
  const found = (validate.errors ?? []).map((each) => problemOf(each, document, file));
  return found.filter((each): each is Problem => each !== undefined);
}

const validators = new WeakMap<AnySchemaObject, ValidateFunction>();

/**
 * Compiling takes far longer than checking, and a repository has many files of one schema. A test holds our schemas to
 * the meta-schema; here that, and making the code tight, would cost most of a short command's time.
 */
function validatorOf(schema: AnySchemaObject): ValidateFunction {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const ajv = new Ajv2020({
    ...{ allErrors: true, verbose: true, allowUnionTypes: true, strict: true },
    ...{ validateSchema: false, meta: false, code: { optimize: false } },
  });
  const validate = ajv.compile(schema);
  validators.set(schema, validate);
  return validate;
}

function problemOf(error: ErrorObject, document: YamlDocument, file: string): Problem | undefined {
  const path = pathOf(error.instancePath, document.value);
  const at = { file, ...document.placeOf(path) };
  const name = nameOf(path);
  const { params, parentSchema } = error;
  const expected = String(parentSchema?.['description'] ?? '');
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const known = Object.keys((parentSchema?.['properties'] ?? {}) as object);
      const place = { file, ...document.placeOf([...path, key], 'key') };
      const nearest = nearestName(key, known);
      return problem('config/unknown-key', place, { key, inside: name, nearest, known });
    }
    case 'required':
      return problem('config/missing-key', at, {
        key: String(params['missingProperty']),
        inside: name,
      });
    case 'enum':
    case 'const': {
      const allowed = ((params['allowedValues'] ?? [params['allowedValue']]) as unknown[]).map(
        String,
      );
      const given = typeof error.data === 'string' ? error.data : kindOf(error.data as Json);
      const nearest = nearestName(given, allowed);
      return problem('config/wrong-choice', at, { name, given, allowed, nearest });
    }
    case 'type': {
      const given = kindOf(error.data as Json);
      const keys = Object.keys((parentSchema?.['properties'] ?? {}) as object);
      const args = { name, given, expected: kinds(params['type']), meaning: expected, keys };
      return problem('config/wrong-type', at, args);
    }
    case 'propertyNames':
      return undefined;
    default: {
      const key = error.propertyName;
      const place = key === undefined ? at : { file, ...document.placeOf([...path, key], 'key') };
      const subject = key === undefined ? name : nameOf([...path, key]);
      const message = expected === '' ? (error.message ?? error.keyword) : expected;
      return problem('config/wrong-value', place, { name: subject, message });
    }
  }
}

/** Turns a JSON pointer into a path; a step into a list is a number. */
function pathOf(pointer: string, value: Json): Path {
  const path: (string | number)[] = [];
  let here: Json | undefined = value;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (here !== undefined && isJsonArray(here)) {
      path.push(Number(key));
      here = here[Number(key)];
    } else {
      path.push(key);
      here = here !== undefined && isJsonObject(here) ? member(here, key) : undefined;
    }
  }
  return path;
}

/** Returns `environments.prod.servers[0]`, or an empty text for the whole document. */
export function nameOf(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

function kinds(type: unknown): string {
  return [type]
    .flat()
    .map((each) => kindNames[String(each)] ?? String(each))
    .join(' or ');
}

const kindNames: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'nothing',
};

function kindOf(value: Json): string {
  if (value === null) return 'nothing';
  if (isJsonArray(value)) return 'a list';
  if (isJsonObject(value)) return 'a mapping';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'boolean' ? 'true or false' : 'a number';
}
