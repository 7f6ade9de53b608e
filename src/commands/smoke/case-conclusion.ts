/** From a run to its outcome: what smoke.yaml expects of the outputs is measured, compared and scored. */

import { type Problem, problem } from '../../base/problem.ts';
import type { Expectation, Similarity } from '../../core/smoke/case-types.ts';
import {
  checkOutput,
  type MeasuredOutput,
  type ScorerAnswer,
} from '../../core/smoke/expectations.ts';
import { findOutput } from '../../core/smoke/names.ts';
import { type DeclaredOutput, type FetchedOutput, worstOf } from '../../core/smoke/verdict.ts';
import type { Computed } from './case-trial.ts';
import type { Outcome, Trial } from './case-types.ts';
import { measureOutput, type OtherPicture } from './measure.ts';
import { picturesBefore } from './previous-release.ts';

/** `isPinned` is false for a picture of another seed than the case's own: it cannot be like the golden one. */
export async function conclude(
  trial: Trial,
  { tried, varied }: Computed,
  isPinned: boolean,
): Promise<Outcome> {
  const { subject } = trial.task;
  const caseName = trial.task.planned.smokeCase.name;
  const { run, fetched, judgement } = tried;
  const result = { run, judgement, fetched, ...(varied === undefined ? {} : { varied }) };
  if (run.end !== 'success') {
    return { ...result, verdict: judgement.verdict, problems: judgement.problems, measured: [] };
  }
  const problems: Problem[] = [...judgement.problems];
  const broken: Problem[] = [];
  const measured: MeasuredOutput[] = [];
  const others = new Map<string, Uint8Array>();
  const isComparable = isPinned && varied?.isShown !== true;
  for (const { output, expectation } of expectationsOf(subject.declared, trial)) {
    const wanted = isComparable ? (expectation.similar ?? []) : [];
    if (expectation.similar !== undefined && isPinned && !isComparable)
      problems.push(problem('smoke/not-compared', {}, { case: caseName, output: output.name }));
    const found = await otherPictures(trial, output, wanted);
    problems.push(...found.problems);
    for (const each of found.pictures)
      if (each.bytes[0] !== undefined) others.set(each.with, each.bytes[0]);
    const one = await measureOutput(
      output,
      fetched,
      { expectation, others: found.pictures },
      trial.world,
    );
    const scored = await scoresOf(trial, output, expectation, fetched);
    problems.push(...scored.problems);
    const whole = { ...one, ...(scored.answers.length === 0 ? {} : { scores: scored.answers }) };
    measured.push(whole);
    broken.push(...undecodable(whole, caseName));
    if (one.files.length > 0 || one.texts.length > 0)
      problems.push(...checkOutput(whole, expectation, caseName));
  }
  const has = (...codes: readonly string[]): boolean =>
    problems.some(({ code, severity }) => severity === 'error' && codes.includes(code));
  problems.push(...broken);
  const unverifiable = [
    'smoke/not-compared',
    'smoke/no-golden',
    'smoke/no-previous',
    'smoke/unknown-scorer',
  ];
  const verdict = worstOf([
    judgement.verdict,
    has('smoke/expectation') || broken.length > 0 ? 'failed' : 'passed',
    has(...unverifiable, 'smoke/score-missing') ? 'unverifiable' : 'passed',
  ]);
  return { ...result, verdict, problems, measured, others };
}

/** Pictures that every decoder here reads; a login page under the name of one is none. */
const decodable = /\.(png|jpe?g|webp|gif|avif)$/i;

function undecodable(
  { name: output, files }: MeasuredOutput,
  caseName: string,
): readonly Problem[] {
  return files
    .filter(({ name, picture }) => picture === undefined && decodable.test(name))
    .map(({ name: file }) => {
      const reason = 'its content is no such picture';
      return problem('smoke/output-unreadable', {}, { case: caseName, output, file, reason });
    });
}

/** Every declared output is measured; those that `expect:` names by another name too. */
function expectationsOf(
  declared: readonly DeclaredOutput[],
  { task: { subject, planned } }: Trial,
): readonly { readonly output: DeclaredOutput; readonly expectation: Expectation }[] {
  const { name, expect } = planned.smokeCase;
  const named = expect.flatMap(({ output, expectation }) => {
    const found = findOutput(output, name, subject.names);
    return 'code' in found ? [] : [{ output: found, expectation }];
  });
  const rest = declared.filter((each) => !named.some(({ output }) => output.name === each.name));
  return [...named, ...rest.map((output) => ({ output, expectation: {} }))];
}

async function otherPictures(
  trial: Trial,
  output: DeclaredOutput,
  wanted: readonly Similarity[],
): Promise<{ readonly pictures: readonly OtherPicture[]; readonly problems: readonly Problem[] }> {
  const { subject, planned } = trial.task;
  const pictures: OtherPicture[] = [];
  const problems: Problem[] = [];
  for (const similar of wanted) {
    if (similar.previous === true) {
      const before = await picturesBefore(trial, output);
      if ('bytes' in before) pictures.push({ similar, with: 'the release before', ...before });
      else {
        const args = { case: planned.smokeCase.name, output: output.name, reason: before.reason };
        problems.push(problem('smoke/no-previous', {}, args, before.isFirst ? 'info' : 'error'));
      }
      continue;
    }
    const device = trial.ready.device?.kind;
    const path = goldenFor(similar, device);
    const bytes = path === undefined ? undefined : subject.files.get(path);
    const isPicture = bytes !== undefined && (await trial.world.images.read(bytes)) !== undefined;
    if (path !== undefined && isPicture) pictures.push({ similar, with: path, bytes: [bytes] });
    else {
      const reason =
        path === undefined ? `none is for ${device ?? 'this device'}` : `${path} is no picture`;
      const args = { case: planned.smokeCase.name, output: output.name, reason };
      problems.push(problem('smoke/no-golden', {}, args));
    }
  }
  return { pictures, problems };
}

/** Returns the golden picture of a kind of device; that of `default` where it has none of its own. */
export function goldenFor(
  { golden = {} }: Similarity,
  device: string | undefined,
): string | undefined {
  return device !== undefined && Object.hasOwn(golden, device) ? golden[device] : golden['default'];
}

async function scoresOf(
  { task, options }: Trial,
  output: DeclaredOutput,
  { scores = {} }: Expectation,
  fetched: readonly FetchedOutput[],
): Promise<{ readonly answers: readonly ScorerAnswer[]; readonly problems: readonly Problem[] }> {
  const { subject, planned } = task;
  const caseName = planned.smokeCase.name;
  const found = fetched.filter((each) => output.nodes.includes(each.node));
  const answers: ScorerAnswer[] = [];
  const problems: Problem[] = [];
  for (const [name, dimensions] of Object.entries(scores)) {
    const scorer = options.scoring?.scorers.find((each) => each.name === name);
    if (options.scoring === undefined || scorer === undefined) {
      const where = options.scoring?.where ?? 'promotion.yaml';
      const nearest = options.scoring?.nearest(name);
      problems.push(
        problem('smoke/unknown-scorer', {}, { case: caseName, scorer: name, where, nearest }),
      );
      continue;
    }
    const question = {
      workflow: subject.workflow,
      environment: subject.environment,
      case: caseName,
      output: output.name,
      inputs: Object.fromEntries(
        planned.smokeCase.inputs.map((each) => [each.name, each.file ?? each.value ?? null]),
      ),
      texts: found.flatMap(({ texts }) => texts),
      dimensions: Object.keys(dimensions),
    };
    const answer = await options.scoring.score(
      scorer,
      question,
      found.flatMap(({ files }) => files),
    );
    answers.push(answer);
    if (answer.failed !== undefined) {
      const args = { case: caseName, output: output.name, scorer: name, reason: answer.failed };
      problems.push(problem('smoke/score-missing', {}, args));
    }
  }
  return { answers, problems };
}
