/** docs/commands.md, made of the commands themselves. */

import type { AnyCommand } from '../../src/commands/table.ts';

/** Returns the page: one section a verb, with its arguments, options and examples. */
export function renderCommandPage(verbs: readonly AnyCommand[]): string {
  return `# Commands\n\nMade by \`npm run docs\`. Every verb also takes \`--format\`, \`--json\`, \`--output FILE\`, \`--quiet\` and \`--no-color\`.\nAnswers of \`--json\` follow \`schemas/output.schema.json\`.\n\n${verbs.map(section).join('\n')}`;
}

function section(verb: AnyCommand): string {
  const words = verb.arguments.map((each) => {
    const name = each.many === true ? `${each.name}…` : each.name;
    return each.required === true ? ` <${name}>` : ` [${name}]`;
  });
  const lines = [
    `## ${verb.name}`,
    '',
    `${verb.summary}.`,
    '',
    `    comfypin ${verb.name}${words.join('')} [options]`,
    '',
  ];
  if (verb.description !== undefined) lines.push(verb.description, '');
  const rows = [
    ...verb.arguments.map((each) => [each.name, each.summary]),
    ...Object.entries(verb.options).map(([key, spec]) => {
      const long = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      return [`${long}${spec.type === 'flag' ? '' : ` <${spec.value ?? 'value'}>`}`, spec.summary];
    }),
  ];
  if (rows.length > 0) {
    lines.push(
      '| word | means |',
      '|---|---|',
      ...rows.map(([word, means]) => `| \`${word}\` | ${means} |`),
      '',
    );
  }
  if (verb.examples !== undefined) lines.push(...verb.examples.map((line) => `    ${line}`), '');
  return lines.join('\n');
}
