import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { problem } from '../../../src/base/problem.ts';
import { exitCodeOf } from '../../../src/cli/exit-code.ts';
import { run } from '../../../src/cli/run.ts';
import type { World } from '../../../src/commands/command.ts';

const schema = readFileSync(
  new URL('../../../schemas/output.schema.json', import.meta.url),
  'utf8',
);
const validate = new Ajv2020().compile(JSON.parse(schema));

async function ran(...words: string[]) {
  let out = '';
  let err = '';
  const world = { progress: { done: () => undefined }, signal: new AbortController().signal };
  const code = await run(
    words,
    () => world as unknown as World,
    {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      color: false,
      live: false,
      width: 100,
    },
    '1.2.3',
  );
  return { code, out, err };
}

describe('words', () => {
  it('alone show the overview', async () => {
    const { code, out } = await ran();
    expect(code).toBe(0);
    expect(out).toMatch(/^comfypin 1\.2\.3/);
    expect(out).toContain('Exit codes: 0 yes');
  });

  it('that name no command are refused with the nearest one', async () => {
    const { code, out, err } = await ran('explian', 'x');
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('There is no command "explian".');
    expect(err).toContain('Did you mean "explain"?');
  });

  it('of a known command with a missing argument say what is missing', async () => {
    const { code, err } = await ran('explain');
    expect(code).toBe(2);
    expect(err).toContain("missing required argument 'code'");
    expect(err).toContain('comfypin explain --help');
  });

  it('ask for help per command', async () => {
    const { code, out } = await ran('help', 'explain');
    expect(code).toBe(0);
    expect(out).toContain('Usage: comfypin explain [options] <code>');
  });

  it('show paragraphs as wide as the terminal is, and no default of a list', async () => {
    const { out } = await ran('help', 'run');
    expect(out).toContain(
      'Inputs are named as in the contract, by the title of a node, or as id.input;\nwhat is',
    );
    expect(out).not.toContain('default: [])');
  });

  it('with an unknown format are refused', async () => {
    expect((await ran('explain', 'cli/usage', '--format', 'html')).code).toBe(2);
  });
});

describe('answers', () => {
  it('stand on standard output alone', async () => {
    const { code, out, err } = await ran('explain', 'cli/usage');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^# cli\/usage\n/);
  });

  it('in JSON follow the schema, refusals too', async () => {
    for (const words of [
      ['explain', 'cli/usage', '--json'],
      ['explain', 'cli/usgae', '--json'],
    ]) {
      const { code, out } = await ran(...words);
      const value = JSON.parse(out);
      expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
      expect(value.exitCode).toBe(code);
    }
  });

  it('as workflow commands carry the problem', async () => {
    const { out } = await ran('explain', 'cli/usgae', '--format', 'github');
    expect(out).toBe(
      '::error title=cli/unknown-problem::There is no problem "cli/usgae".%0AHint: Did you mean "cli/usage"?\n',
    );
  });
});

describe('exit codes', () => {
  const disk = problem('disk/unreadable', {}, { path: 'a', reason: 'b' });
  const mild = problem('disk/unreadable', {}, { path: 'a', reason: 'b' }, 'warning');
  const usage = problem('cli/usage', {}, { message: 'm', command: 'c' });

  it('are 0 without errors and 3 while pending', () => {
    expect(exitCodeOf([], false)).toBe(0);
    expect(exitCodeOf([], true)).toBe(3);
    expect(exitCodeOf([mild], false)).toBe(0);
  });

  it('of several answers are the first of 130, 70, 2, 4, 5, 1, 3', () => {
    expect(exitCodeOf([disk], true)).toBe(4);
    expect(exitCodeOf([disk, usage], true)).toBe(2);
    expect(exitCodeOf([usage, problem('cli/interrupted', {}, {})], false)).toBe(130);
  });
});
