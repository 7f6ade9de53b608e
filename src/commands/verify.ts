/** `verify`: checks what stands behind a release, from git and the records alone, and says what is signed by whom. */

import { isAbsolute, join } from 'node:path';
import { verifySignature } from '../base/ed25519.ts';
import { Failure } from '../base/failure.ts';
import type { JsonObject } from '../base/json.ts';
import { type Problem, problem } from '../base/problem.ts';
import type { PromotionConfig } from '../core/promotion/config-types.ts';
import { historyOf } from '../core/promotion/facts.ts';
import { isGlob, matchesGlob } from '../core/promotion/glob.ts';
import { currentOf, numberReleases } from '../core/promotion/history.ts';
import { nameRelease } from '../core/promotion/naming.ts';
import { askSignature } from '../core/promotion/signature.ts';
import { slotFolder } from '../core/promotion/slots.ts';
import { type ChainLink, verifyChain } from '../core/promotion/verify-chain.ts';
import {
  renderVerify,
  type VerifyAnswer,
  type VerifyFile,
  type VerifySlot,
} from '../report/text/verify.ts';
import { command, type World } from './command.ts';
import { filesAt, notPinned } from './environment/target.ts';
import { openProject, type Project } from './project/project.ts';
import { type PastFacts, readPast } from './records/history-facts.ts';
import { gitOf } from './records/repository.ts';
import { collectEvidence } from './smoke/evidence-files.ts';

export const verify = command({
  name: 'verify',
  summary: 'Check pins, promotions, evidence and signatures, from git and the records alone',
  description:
    'Of every workflow in an environment: whether its files are what the pin says, whether the record of its promotion\n' +
    'says what the merge says, whether the evidence is there and is what its name tells, and who signed what. Paths\n' +
    'name evidence files. Servers and forges are not asked; without a remote in reach it goes by what this clone saw.',
  examples: [
    'comfypin verify',
    "comfypin verify 'acme/*@prod' --offline",
    'comfypin verify evidence',
  ],
  arguments: [
    { name: 'name@env|path', summary: 'what to check; everything pinned without', many: true },
  ],
  options: { offline: { type: 'flag', summary: 'ask no remote' } },
  run: async ({ words, options }, world) => {
    const project = await openProject(world);
    const paths: string[] = [];
    for (const word of words) if (await isPath(word, world)) paths.push(word);
    const names = words.filter((word) => !paths.includes(word));
    const checked = await checkedFiles(paths, project, world);
    const slots: VerifySlot[] = [];
    const problems: Problem[] = [...checked.problems];
    if (names.length > 0 || words.length === 0) {
      const { git, remote } = gitOf(project, world);
      const facts = await readPast(git, remote, options);
      problems.push(...facts.problems);
      for (const slot of slotsNamed(names, facts)) slots.push(await checkSlot(slot, facts));
    }
    problems.push(...slots.flatMap((each) => problemsOf(each, project.config)));
    const value: VerifyAnswer = { slots, files: checked.files };
    return { value, problems };
  },
  renderers: { text: renderVerify },
});

/** A word with @ names a workflow in an environment unless there is such a file. */
async function isPath(word: string, world: World): Promise<boolean> {
  const path = isAbsolute(word) ? word : join(world.folder, word);
  if ((await world.disk.list(path)) !== undefined) return true;
  return !word.includes('@') || (await world.disk.readPlain(path, 1)) !== undefined;
}

function slotsNamed(words: readonly string[], { slots }: PastFacts): PastFacts['slots'] {
  const pinned = slots.filter(({ history }) => currentOf(history) !== undefined);
  if (words.length === 0) return pinned;
  const found = words.flatMap((word) => {
    const named = pinned.filter(({ workflow, environment }) => {
      const name = `${workflow}@${environment}`;
      return isGlob(word) ? matchesGlob(word, name) : word === name;
    });
    if (named.length > 0) return named;
    const at = word.lastIndexOf('@');
    throw new Failure(notPinned(word.slice(0, at), word.slice(at + 1)));
  });
  return [...new Set(found)];
}

async function checkSlot(slot: PastFacts['slots'][number], facts: PastFacts): Promise<VerifySlot> {
  const { config } = facts;
  const { workflow, environment } = slot;
  const stay = currentOf(slot.history);
  if (stay === undefined) throw new Failure(notPinned(workflow, environment));
  const first = config.environments[0]?.name ?? '';
  const { number, alias } = nameRelease(
    stay.release,
    numberReleases(historyOf(facts, workflow, first)),
  );
  const files = await filesAt(facts.git, facts.commit, slotFolder(workflow, environment));
  const after = config.environments.find((each) => each.name === environment)?.after;
  const links = verifyChain({
    slot,
    stay,
    isFirst: after === undefined,
    files,
    records: facts.records,
    signatures: config.signatures,
    check: verifySignature,
  });
  const release = { digest: stay.release, ...(number === undefined ? {} : { number }), alias };
  return { workflow, environment, release, links };
}

function problemsOf(
  { workflow, environment, links }: VerifySlot,
  config: PromotionConfig,
): readonly Problem[] {
  const at = { workflow, environment };
  return links.flatMap((link): Problem[] => {
    const { what, state, detail } = link;
    if (state === 'broken') return [problem('verify/broken', at, { ...at, what, detail })];
    if (state === 'missing') return [problem('verify/missing', at, { ...at, what, detail })];
    return isUntrusted(link, config) ? [problem('verify/unsigned', at, { ...at, what })] : [];
  });
}

/** Only evidence needs a signature, and only where promotion.yaml names trusted keys. */
function isUntrusted({ what, signature }: ChainLink, { signatures }: PromotionConfig): boolean {
  const isEvidence = what === 'candidate evidence' || what === 'active evidence';
  const isNeeded = isEvidence && signatures.trusted.size > 0 && signature !== undefined;
  return isNeeded && signature.state !== 'trusted';
}

async function checkedFiles(
  paths: readonly string[],
  { config }: Project,
  world: World,
): Promise<{ readonly files: readonly VerifyFile[]; readonly problems: readonly Problem[] }> {
  if (paths.length === 0) return { files: [], problems: [] };
  const { found, problems } = await collectEvidence(paths, world);
  if (found.length === 0 && problems.length === 0) {
    throw new Failure(problem('evidence/no-files', {}, { words: paths }));
  }
  const all = [...problems];
  const files = found.map(({ file, evidence }): VerifyFile => {
    const { workflow, environment, kind, verdict, at, by } = evidence;
    const content = evidence as unknown as JsonObject;
    const signature = askSignature(content, config.signatures, verifySignature);
    const what = `${kind} evidence`;
    if (signature.state === 'wrong') {
      const detail = 'its signature is not of its content';
      all.push(problem('verify/broken', { file }, { workflow, environment, what, detail }));
    } else if (signature.state !== 'trusted' && config.signatures.trusted.size > 0) {
      all.push(problem('verify/unsigned', { file }, { workflow, environment, what }));
    }
    return { file, workflow, environment, kind, verdict, at, by, signature };
  });
  return { files, problems: all };
}
