/** Whether evidence that somebody brings may be recorded: it is about what the repository holds, and says what can be so. */

import { compareText } from '../../base/order.ts';
import { type Problem, problem } from '../../base/problem.ts';
import type { PromotionConfig } from './config-types.ts';
import type { Evidence } from './evidence.ts';
import { timeOf } from './evidence-facts.ts';
import type { Pin } from './pin.ts';

/** A pin that holds or held the rendering, and the commits that brought it to the default branch. */
export interface KnownPin {
  readonly pin: Pin;
  /** Empty for one that is only proposed. */
  readonly merges: readonly string[];
}

export interface AdmissionFacts {
  /** Of the default branch's tip. */
  readonly config: Pick<PromotionConfig, 'environments'>;
  /** Pins of the workflow in the environment: on the default branch, now or earlier, and where it is proposed. */
  readonly pins: readonly KnownPin[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Clocks of two machines may differ by this much. */
const clockSlack = 10 * 60 * 1000;

/** Returns every reason why the evidence may not be recorded. */
export function refusalsOfEvidence(
  evidence: Evidence,
  { config, pins, now }: AdmissionFacts,
  file: string,
): readonly Problem[] {
  const { workflow, environment } = evidence;
  const at = { file, workflow, environment };
  const no = (reason: string): Problem => problem('evidence/inadmissible', at, { file, reason });
  if (!config.environments.some((each) => each.name === environment)) {
    return [no(`promotion.yaml has no environment ${environment}`)];
  }
  const known = pins.filter(({ pin }) => pin.digests.rendering === evidence.rendering);
  if (known.length === 0) {
    return [
      no(
        `neither the default branch nor an open proposal holds this rendering of ${workflow} in ${environment}`,
      ),
    ];
  }
  const fitting = known.filter(({ pin }) => isAbout(evidence, pin));
  const merges = known.flatMap((each) => each.merges);
  return [
    ...(fitting.length === 0
      ? [no('its release, node types or model files are not those of the pin')]
      : []),
    ...(evidence.merge === undefined || merges.includes(evidence.merge)
      ? []
      : [no(`the commit ${evidence.merge.slice(0, 12)} did not bring this rendering there`)]),
    ...(timeOf(evidence) > now + clockSlack ? [no('it is of a time that is still to come')] : []),
    ...(verdictFits(evidence) ? [] : [no('its verdict does not follow from its cases')]),
  ];
}

function isAbout(evidence: Evidence, { digests, description }: Pin): boolean {
  const models = description.modelInputs.map(({ folder, file }) => `${folder}/${file}`);
  return (
    digests.release === evidence.release &&
    sameKeys(evidence.interfaces, Object.keys(description.interfaces)) &&
    sameKeys(evidence.models, models)
  );
}

function sameKeys(given: object, expected: readonly string[]): boolean {
  const left = Object.keys(given).sort(compareText);
  const right = [...new Set(expected)].sort(compareText);
  return left.length === right.length && left.every((each, index) => each === right[index]);
}

/** Passed says more than any case can only where every case passed, and there was one. */
function verdictFits({ verdict, cases_run: cases }: Evidence): boolean {
  if (verdict !== 'passed') return true;
  return cases.length > 0 && cases.every((each) => each['verdict'] === 'passed');
}
