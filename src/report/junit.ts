/** A smoke report as JUnit XML, which CI systems show case by case. */

import type { CaseReport, SmokeReport } from '../core/smoke/report.ts';

/** Returns one test suite per workflow; `errored` and `unverifiable` are errors, `failed` is a failure. */
export function renderJunit(report: SmokeReport): string {
  const suites = report.workflows.map(({ workflow, cases }) => {
    const failures = cases.filter(({ verdict }) => verdict === 'failed').length;
    const errors = cases.filter(
      ({ verdict }) => verdict === 'errored' || verdict === 'unverifiable',
    ).length;
    const seconds = cases.reduce((sum, each) => sum + each.seconds, 0);
    const counts = `tests="${cases.length}" failures="${failures}" errors="${errors}" time="${seconds.toFixed(3)}"`;
    const name = escaped(`${workflow}@${report.environment}`);
    const body = cases.map((each) => testCase(each, name)).join('');
    return `  <testsuite name="${name}" ${counts}>\n${body}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="comfypin smoke">\n${suites.join('')}</testsuites>\n`;
}

function testCase(each: CaseReport, suite: string): string {
  const head = `    <testcase classname="${suite}" name="${escaped(each.name)}" time="${each.seconds.toFixed(3)}"`;
  if (each.verdict === 'passed') return `${head}/>\n`;
  const kind = each.verdict === 'failed' ? 'failure' : 'error';
  const [first = each.verdict] = each.reasons;
  const text = escaped(each.reasons.join('\n'));
  return `${head}>\n      <${kind} type="${each.verdict}" message="${escaped(first)}">${text}</${kind}>\n    </testcase>\n`;
}

/** Escapes for XML text and attributes; characters that XML 1.0 cannot hold become U+FFFD. */
function escaped(text: string): string {
  return text
    .replace(/[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
