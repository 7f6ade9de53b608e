/** A run for a terminal: what came out, and where it was saved. */

import type { Json } from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import { plainText, shortened } from '../../base/text.ts';
import { type Label, paint } from '../style.ts';

export interface RunReport {
  readonly workflow: string;
  readonly environment: string;
  readonly dryRun: boolean;
  /** What was set over the pinned values. */
  readonly inputs: readonly {
    readonly node: string;
    readonly input: string;
    readonly value?: Json;
    readonly file?: string;
  }[];
  readonly server?: string;
  readonly promptId?: string;
  readonly verdict?: 'passed' | 'failed' | 'errored' | 'unverifiable';
  readonly seconds?: number;
  readonly outputs: readonly {
    readonly name: string;
    readonly node: string;
    readonly files: readonly {
      readonly name: string;
      readonly bytes: number;
      readonly sha256: string;
      /** Absolute path where it was saved. */
      readonly path?: string;
    }[];
    readonly texts: readonly string[];
  }[];
}

const longestValue = 80;

const verdicts: Readonly<Record<NonNullable<RunReport['verdict']>, readonly [Label, string]>> = {
  passed: ['good', 'ran'],
  failed: ['error', 'failed'],
  errored: ['error', 'came to no end that is known'],
  unverifiable: ['warning', 'ran; what came out may be older'],
};

export function renderRun(
  { value }: { readonly value: RunReport },
  { color }: { readonly color: boolean },
): string {
  const name = `${value.workflow}@${value.environment}`;
  if (value.dryRun || value.verdict === undefined) {
    const lines = value.inputs.map(({ node, input, value: given, file }) => {
      const text = file === undefined ? writeJson(given ?? null) : `the file ${file}`;
      return `  ${plainText(node)}.${plainText(input)} = ${shortened(plainText(text), longestValue)}\n`;
    });
    return `${name} would be run${lines.length === 0 ? ' as pinned' : ' with'}\n${lines.join('')}`;
  }
  const [label, words] = verdicts[value.verdict];
  const seconds = value.seconds === undefined ? '' : ` in ${value.seconds.toFixed(1)} s`;
  const server = value.server === undefined ? '' : ` on ${plainText(value.server)}`;
  const head = `${name} ${paint(color, label, words)}${seconds}${paint(color, 'dim', server)}\n`;
  const outputs = value.outputs.flatMap(({ name: output, files, texts }) => [
    ...files.map(
      (file) =>
        `  ${plainText(output)}: ${plainText(file.path ?? file.name)} ${paint(color, 'dim', `${file.bytes} bytes`)}\n`,
    ),
    ...texts.map((text) => `  ${plainText(output)}: ${shortened(plainText(text), 400)}\n`),
  ]);
  return `${head}${outputs.join('')}`;
}
