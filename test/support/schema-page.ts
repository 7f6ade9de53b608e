/** docs/promotion-yaml.md, made of the schema's own descriptions. */

interface Schema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
}

/** Returns one row for every option, under its path. */
export function schemaRows(schema: Schema, path = ''): string {
  const rows = Object.entries(schema.properties ?? {}).map(([key, value]) =>
    rowsOf(value, path === '' ? key : `${path}.${key}`, schema.required?.includes(key) === true),
  );
  const { additionalProperties: more } = schema;
  if (typeof more === 'object') rows.push(rowsOf(more, path === '' ? '*' : `${path}.*`, false));
  return rows.join('');
}

function rowsOf(schema: Schema, path: string, isRequired: boolean): string {
  const kind = kindOf(schema);
  const description = (schema.description ?? '').replaceAll('|', '\\|');
  const needed = isRequired ? ' Needed.' : '';
  const row = `| \`${path}\` | ${kind} | ${description}${needed} |\n`;
  const items = schema.items === undefined ? '' : schemaRows(schema.items, `${path}[]`);
  return `${row}${schemaRows(schema, path)}${items}`;
}

function kindOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((each) => `\`${each}\``).join(', ');
  return [schema.type ?? 'value'].flat().join(' or ');
}
