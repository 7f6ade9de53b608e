/** A workflow repository on a real git remote, with people in it: dev → staging → prod, and a clock that can be moved. */

import type { Json } from '../../src/base/json.ts';
import type { World } from '../../src/commands/command.ts';
import { appendRecords } from '../../src/commands/records/records.ts';
import { parseCatalog } from '../../src/core/catalog/parse.ts';
import { writeEnvironment } from '../../src/core/catalog/recording.ts';
import type { Catalog } from '../../src/core/catalog/types.ts';
import { parseConfig } from '../../src/core/promotion/config.ts';
import { type Evidence, evidenceKey } from '../../src/core/promotion/evidence.ts';
import { pinWorkflow } from '../../src/core/promotion/pinning.ts';
import { pinnedDigestsOf } from '../../src/core/promotion/slots.ts';
import { readSmokeCases } from '../../src/core/smoke/cases.ts';
import { clock } from '../../src/world/clock.ts';
import type { Clock } from '../../src/world/ports.ts';
import { type Clone, type GitWorld, gitWorld, writeFiles } from './hermetic.ts';
import { type Answer, comfypinWith } from './in-process.ts';
import { timeAndChance } from './world.ts';

export const promotionYaml = `version: 1
environments:
  dev: {}
  staging: { after: dev }
  prod: { after: staging, gates: { soak: 24h, approvals: 1 } }
models:
  - { folder: checkpoints, dev: base.safetensors, staging: st/base.safetensors, prod: prod-base.safetensors }
`;

/** Servers that differ: model names as promotion.yaml maps them, and \`StyleGrade\` on dev and staging only. */
export function catalogOf(environment: string, models?: readonly string[]): Catalog {
  const files =
    models ??
    {
      dev: ['base.safetensors'],
      staging: ['st/base.safetensors'],
      prod: ['prod-base.safetensors'],
    }[environment] ??
    [];
  const node = (input: object, output: readonly string[], isOutput = false) => ({
    input: { required: input },
    input_order: { required: Object.keys(input) },
    output,
    output_is_list: output.map(() => false),
    output_name: output,
    output_node: isOutput,
    display_name: '',
    category: '',
  });
  const objectInfo = {
    CheckpointLoaderSimple: node({ ckpt_name: [files] }, ['MODEL']),
    Sampler: node({ model: ['MODEL'], steps: ['INT', { default: 20, min: 1, max: 100 }] }, [
      'IMAGE',
    ]),
    SaveImage: node({ images: ['IMAGE'], filename_prefix: ['STRING', { default: '' }] }, [], true),
    ...(environment === 'prod' ? {} : { StyleGrade: node({ image: ['IMAGE'] }, ['IMAGE']) }),
  };
  return parseCatalog({
    objectInfo: JSON.stringify(objectInfo),
    models: { checkpoints: [...files] },
  });
}

/** A workflow whose releases differ by `steps`; `graded` uses a node type that prod lacks. */
export function workflowText(steps: number, graded = false): string {
  return JSON.stringify({
    1: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'base.safetensors' } },
    2: { class_type: 'Sampler', inputs: { model: ['1', 0], steps } },
    ...(graded ? { 4: { class_type: 'StyleGrade', inputs: { image: ['2', 0] } } } : {}),
    3: {
      class_type: 'SaveImage',
      inputs: { images: [graded ? '4' : '2', 0], filename_prefix: 'hero' },
    },
  });
}

const smokeYaml = 'cases:\n  - name: plain\n';

/** The files of a pinned workflow in dev. */
export function pinnedInDev(name: string, text: string): Record<string, string> {
  const { config } = parseConfig(promotionYaml, 'promotion.yaml');
  if (config === undefined) throw new Error('promotion.yaml is wrong');
  const { files, problems } = pinWorkflow({
    files: new Map([['workflow.json', Buffer.from(text)]]),
    environment: 'dev',
    catalog: catalogOf('dev'),
    config,
  });
  if (files === undefined) throw new Error(JSON.stringify(problems));
  return Object.fromEntries([
    ...[...files].map(([path, bytes]) => [
      `workflows/dev/${name}/${path}`,
      Buffer.from(bytes).toString(),
    ]),
    [`workflows/dev/${name}/smoke.yaml`, smokeYaml],
  ]);
}

export interface PromotionWorld extends GitWorld {
  readonly ada: Clone;
  readonly grace: Clone;
  /** Runs a command as a person, at the time of the moved clock. */
  readonly as: (who: Clone, ...words: readonly string[]) => Promise<Answer>;
  readonly asWith: (
    change: (world: World) => World,
    who: Clone,
    ...words: readonly string[]
  ) => Promise<Answer>;
  /** The moved clock. */
  readonly clock: Clock;
  /** Moves the clock of all commands on. */
  readonly wait: (hours: number) => void;
  /** Commits files to main and pushes, as a designer whose pull request was merged. */
  readonly commit: (
    files: Readonly<Record<string, string | null>>,
    message?: string,
  ) => Promise<string>;
  /** Records a smoke run of what a revision pins. */
  readonly smoke: (
    kind: 'active' | 'candidate',
    environment: string,
    name?: string,
    verdict?: Evidence['verdict'],
  ) => Promise<void>;
}

/** Opens the world with `hero` pinned in dev. */
export async function promotionWorld(
  more: Readonly<Record<string, string>> = {},
): Promise<PromotionWorld> {
  const files = {
    'promotion.yaml': promotionYaml,
    ...Object.fromEntries(
      ['dev', 'staging', 'prod'].map((each) => [
        `workflows/${each}/environment.json`,
        writeEnvironment(catalogOf(each)),
      ]),
    ),
    ...pinnedInDev('hero', workflowText(20)),
    ...more,
  };
  const world = await gitWorld(files);
  const [ada, grace] = [await world.clone('Ada'), await world.clone('Grace')];
  let offset = 0;
  const movedClock: Clock = { ...clock, now: () => Date.now() + offset };
  const moved = (change: (world: World) => World) => (effects: World) =>
    change({ ...effects, clock: movedClock });
  const commit: PromotionWorld['commit'] = async (changes, message = 'Change') => {
    await ada.run('pull', '--quiet', '--ff-only');
    const gone = Object.entries(changes).filter(([, text]) => text === null);
    for (const [path] of gone) await ada.run('rm', '--quiet', path);
    writeFiles(
      ada.folder,
      Object.fromEntries(Object.entries(changes).filter(([, text]) => text !== null)) as Record<
        string,
        string
      >,
    );
    await ada.run('add', '--all');
    await ada.run('commit', '--quiet', '--allow-empty', `--message=${message}`);
    await ada.run('push', '--quiet', 'origin', 'HEAD:main');
    return ada.run('rev-parse', 'HEAD');
  };
  return {
    ...world,
    ada,
    grace,
    clock: movedClock,
    asWith: (change, who, ...words) => comfypinWith(moved(change), who.folder, who.env, ...words),
    as: (who, ...words) =>
      comfypinWith(
        moved((same) => same),
        who.folder,
        who.env,
        ...words,
      ),
    wait: (hours) => {
      offset += hours * 3_600_000;
    },
    commit,
    smoke: async (kind, environment, name = 'hero', verdict = 'passed') => {
      const branch = kind === 'active' ? 'main' : `comfypin/promote/${environment}/${name}`;
      await grace.run('fetch', '--quiet', 'origin', branch);
      const revision = await grace.run('rev-parse', 'FETCH_HEAD');
      const folder = `workflows/${environment}/${name}`;
      const digests = pinnedDigestsOf(await grace.run('show', `${revision}:${folder}/pin.json`));
      if (digests === undefined) throw new Error(`no pin in ${folder}`);
      const evidence: Evidence = {
        format: 'comfypin-evidence/1',
        kind,
        environment,
        workflow: name,
        ...digests,
        cases: readSmokeCases(new Map([['smoke.yaml', Buffer.from(smokeYaml)]])).digest,
        interfaces: {},
        models: {},
        versions: {},
        unseen: [],
        verdict,
        at: new Date(Date.now() + offset).toISOString(),
        by: 'grace@example.com',
        cases_run: [],
      };
      const content = evidence as unknown as Record<string, Json>;
      const record = {
        kind: 'evidence',
        environment,
        key: evidenceKey(evidence),
        content,
      } as const;
      await appendRecords(grace.git, 'origin', [record], timeAndChance());
    },
  };
}
