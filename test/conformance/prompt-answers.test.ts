import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { NodeFacts } from '../../src/core/catalog/types.ts';
import { answerPrompt } from '../../src/core/validation/answer.ts';
import {
  comparable,
  errorTypes,
  type RecordedAnswer,
  recordedAnswers,
  recordedCatalog,
} from '../support/prompt-answers.ts';
import { hasRecordings, recording } from '../support/recordings.ts';

const files = [
  { version: '0.3.64', file: 'cases.jsonl' },
  { version: '0.33.0', file: 'cases.jsonl' },
  { version: '0.33.0', file: 'cases_new.jsonl' },
];

/** Reason → ids of the cases that are answered with certainty and otherwise than the server did. It may only shrink. */
type Differences = Record<string, Record<string, readonly string[]>>;
const listPath = new URL('./prompt-answers.differences.json', import.meta.url);
const list = JSON.parse(readFileSync(listPath, 'utf8')) as Differences;

/** The facts about custom nodes that no server tells, by the classes in the prompt. */
function reasonOf({ fromObjectInfo, ownCode, note }: RecordedAnswer): string {
  if (fromObjectInfo) return 'none';
  if (/leaves out/.test(note)) return 'a class whose INPUT_TYPES raises is not in /object_info';
  return `custom nodes with code that /object_info does not show: ${[...ownCode].sort().join(', ') || 'unnamed'}`;
}

interface Uncertain {
  all: number;
  /** Those whose answer follows from `/object_info` after all. */
  told: number;
}
const uncertainOf = new Map<string, Map<string, Uncertain>>();

describe.skipIf(!hasRecordings).each(files)('$version $file', ({ version, file }) => {
  it('is answered as the server did, body for body', () => {
    const catalogs = new Map(
      ['dev', 'staging', 'prod'].map((name) => [name, recordedCatalog(version, name)]),
    );
    const count = { all: 0, status: 0, types: 0, body: 0, uncertain: 0, told: 0, toldCertain: 0 };
    const reasons = new Map<string, Uncertain>();
    uncertainOf.set(`${version} ${file}`, reasons);
    const differences: Record<string, string[]> = {};
    for (const each of recordedAnswers(version, file)) {
      const catalog = catalogs.get(each.environment);
      if (catalog === undefined) throw new Error(`no catalog ${each.environment}`);
      const { status, body, certain, uncertain } = answerPrompt(each.request, catalog);
      const mine = comparable(body, each.differsIn);
      const isSame =
        status === each.status &&
        each.bodies.some((other) => comparable(other, each.differsIn) === mine);
      count.all += 1;
      if (status === each.status) count.status += 1;
      if (each.bodies.some((other) => errorTypes(other) === errorTypes(body))) count.types += 1;
      if (isSame) count.body += 1;
      if (!certain) count.uncertain += 1;
      if (each.fromObjectInfo) count.told += 1;
      if (each.fromObjectInfo && certain) count.toldCertain += 1;
      for (const reason of new Set(uncertain.map((one) => one.reason))) {
        const row = reasons.get(reason) ?? { all: 0, told: 0 };
        row.all += 1;
        if (each.fromObjectInfo) row.told += 1;
        reasons.set(reason, row);
      }
      if (certain && !isSame) {
        const reason = reasonOf(each);
        differences[reason] = [...(differences[reason] ?? []), each.id];
      }
    }
    console.log(
      `${version} ${file}: status ${count.status}/${count.all}, error types ${count.types}/${count.all}, ` +
        `whole body ${count.body}/${count.all}, uncertain ${count.uncertain} ${JSON.stringify(Object.fromEntries(reasons))}, ` +
        `certain of what /object_info tells ${count.toldCertain}/${count.told}`,
    );
    if (process.env['COMFYPIN_SHRINK'] === '1') {
      list[`${version} ${file}`] = differences;
      writeFileSync(listPath, `${JSON.stringify(list, null, 1)}\n`);
    }
    expect(differences).toEqual(list[`${version} ${file}`]);
    expect(differences).toEqual({});
    expect(count.toldCertain / count.told).toBeGreaterThan(0.97);
  });
});

describe.skipIf(!hasRecordings)('docs/validation.md', () => {
  it('counts the uncertain answers by reason as they are', () => {
    const page = readFileSync('docs/validation.md', 'utf8');
    const rows = page.split('\n').flatMap((line) => {
      const [, reason, , ...counts] = line.split('|').map((cell) => cell.trim());
      return counts.length === 4 && /^[a-z-]*[a-z]$/.test(reason ?? '') && reason !== 'reason'
        ? [[reason, ...counts.slice(0, 3)]]
        : [];
    });
    const counted = rows.map(([reason = '']) => [
      reason,
      ...files.map(({ version, file }) => {
        const found = uncertainOf.get(`${version} ${file}`)?.get(reason);
        return found === undefined ? '-' : `${found.all} (${found.told})`;
      }),
    ]);
    expect(rows).toEqual(counted);
    const named = new Set([...uncertainOf.values()].flatMap((each) => [...each.keys()]));
    expect(rows.map(([reason]) => reason)).toEqual(expect.arrayContaining([...named]));
  });
});

/** What the recordings say of a class, as somebody who knows its code would declare it. */
function declaredFacts(version: string, environment: string): Record<string, NodeFacts> {
  const facts = JSON.parse(recording(`comfyui-${version}/validation/class_facts.json`));
  const rows = Object.entries(facts[environment]) as [string, Record<string, unknown>][];
  return Object.fromEntries(
    rows.flatMap(([name, row]): [string, NodeFacts][] => {
      if (row['validate_called'] !== true) return [];
      const names = (row['validate_args'] as string[]).filter((each) => each !== 'cls');
      return [[name, { checks: row['validate_kwargs'] === true ? 'all' : names }]];
    }),
  );
}

describe.skipIf(!hasRecordings).each(files)('$version $file with declared checks', (row) => {
  it('is never answered otherwise than the server did where a declared check is all that is hidden', () => {
    const { version, file } = row;
    const read = (name: string) => {
      const facts = declaredFacts(version, name);
      return { catalog: recordedCatalog(version, name, facts), facts };
    };
    const environments = new Map(['dev', 'staging', 'prod'].map((name) => [name, read(name)]));
    const wrong: string[] = [];
    let judged = 0;
    for (const each of recordedAnswers(version, file)) {
      const { catalog, facts } = environments.get(each.environment) ?? read(each.environment);
      const hidden = each.ownCode.filter((name) => !Object.hasOwn(facts, name));
      if (each.fromObjectInfo || each.ownCode.length === 0 || hidden.length > 0) continue;
      judged += 1;
      const { certain, body } = answerPrompt(each.request, catalog);
      const mine = comparable(body, each.differsIn);
      const isSame = each.bodies.some((other) => comparable(other, each.differsIn) === mine);
      if (certain && !isSame) wrong.push(each.id);
    }
    expect(judged).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  });
});
