/** Verifies a pin from the files beside it and its own tables alone: never from today's promotion.yaml or environment.json. */

import { shortDigest } from '../../base/digest.ts';
import { member } from '../../base/json.ts';
import { type Place, type Problem, problem } from '../../base/problem.ts';
import { canvasDigest } from '../workflow/canvas-digest.ts';
import { entriesOfTitles, nodesNamed } from '../workflow/contract-bindings.ts';
import {
  contractDigest,
  releaseDigest,
  renderingDigest,
  shapeDigest,
} from '../workflow/digests.ts';
import { nodeOf } from '../workflow/graph.ts';
import type { ApiPrompt, Contract, ContractBinding, ContractEntry } from '../workflow/types.ts';
import { type Pin, parsePin } from './pin.ts';
import {
  canvasFile,
  contractFile,
  firstTitle,
  pinFile,
  type ReleaseContent,
  readReleaseFiles,
  textOf,
  type WorkflowFiles,
  workflowFile,
} from './release-files.ts';

/** Returns everything in which the files differ from their pin; nothing where they are what was pinned. `prefix` goes before file names in places. */
export function verifyPin(files: WorkflowFiles, prefix = ''): readonly Problem[] {
  const bytes = files.get(pinFile);
  const text = bytes === undefined ? undefined : textOf(bytes);
  const file = `${prefix}${pinFile}`;
  if (bytes === undefined) return [problem('pin/absent-file', { file }, { file: pinFile })];
  if (text === undefined) {
    return [problem('pin/malformed', { file }, { message: 'it is no text in UTF-8' })];
  }
  const { pin, problems } = parsePin(text, file);
  if (pin === undefined) return problems;
  const content = readReleaseFiles(files, prefix);
  const unreadable = content.problems.filter((each) => each.severity === 'error');
  if (unreadable.length > 0) {
    return [...problems, ...unreadable.map((each) => unreadableFile(each))];
  }
  return [...problems, ...compare(pin, content, prefix)];
}

function unreadableFile(found: Problem): Problem {
  const file = found.at.file ?? workflowFile;
  const message = firstTitle([found]);
  return problem('pin/unreadable-file', found.at, { file, message });
}

function compare(pin: Pin, content: ReleaseContent, prefix: string): readonly Problem[] {
  const at = (name: string): Place => ({ file: `${prefix}${name}` });
  const { prompt } = content;
  if (prompt === undefined) {
    return [problem('pin/absent-file', at(workflowFile), { file: workflowFile })];
  }
  return [
    ...comparePrompt(pin, prompt, at),
    ...compareCanvas(pin, content, at),
    ...compareContract(pin, prompt, content.contract, at),
    ...compareAssets(pin, content, at),
  ];
}

type At = (name: string) => Place;

function comparePrompt(pin: Pin, prompt: ApiPrompt, at: At): readonly Problem[] {
  const { digests, description } = pin;
  const models = description.modelInputs.flatMap(({ node, input, file }): Problem[] => {
    const found = nodeOf(prompt, node);
    const value = found === undefined ? undefined : member(found.inputs, input);
    if (value === file) return [];
    const args = { node, input, file: textOfValue(value), pinned: file };
    return [problem('pin/changed-model', { ...at(workflowFile), node, input }, args)];
  });
  const release = releaseDigest(prompt, description);
  if (renderingDigest(prompt) !== digests.rendering) {
    if (models.length > 0) return models;
    const runsTheSame = release === digests.release;
    return [problem('pin/changed-workflow', at(workflowFile), { runsTheSame })];
  }
  const shape = shapeDigest(prompt, description);
  const wrong = release === digests.release ? [shape, digests.shape] : [release, digests.release];
  if (wrong[0] === wrong[1]) return models;
  const args = { digest: shortDigest(wrong[0] ?? ''), pinned: shortDigest(wrong[1] ?? '') };
  return [...models, problem('pin/changed-release', at(pinFile), args)];
}

function textOfValue(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? 'not there' : 'another value';
}

function compareCanvas(pin: Pin, { canvas }: ReleaseContent, at: At): readonly Problem[] {
  const pinned = pin.digests.canvas;
  const file = canvasFile;
  if (pinned === undefined) {
    return canvas === undefined ? [] : [problem('pin/unpinned-file', at(file), { file })];
  }
  if (canvas === undefined) return [problem('pin/absent-file', at(file), { file })];
  return canvasDigest(canvas) === pinned ? [] : [problem('pin/changed-canvas', at(file), {})];
}

/** The catalog filled in what the contract left open, so only what it says is compared. */
function compareContract(
  pin: Pin,
  prompt: ApiPrompt,
  contract: Contract | undefined,
  at: At,
): readonly Problem[] {
  const bindings = pin.description.contract;
  const keyOf = ({ direction, name }: ContractEntry | ContractBinding): string =>
    `${direction} ${name}`;
  const declared = new Map(
    [...entriesOfTitles(prompt), ...(contract?.entries ?? [])].map((each) => [keyOf(each), each]),
  );
  const pinned = new Map(bindings.map((each) => [keyOf(each), each]));
  const names = [...new Set([...declared.keys(), ...pinned.keys()])].filter((key) => {
    const binding = pinned.get(key);
    const entry = declared.get(key);
    return binding === undefined || entry === undefined || !fits(binding, entry, prompt);
  });
  const digest = bindings.length === 0 ? undefined : contractDigest(bindings);
  if (names.length === 0 && digest !== pin.digests.contract) names.push('all names');
  const file = contract === undefined ? workflowFile : contractFile;
  return names.length === 0 ? [] : [problem('pin/changed-contract', at(file), { names })];
}

function fits(binding: ContractBinding, entry: ContractEntry, prompt: ApiPrompt): boolean {
  const [node, another] = nodesNamed(prompt, entry.node);
  if (node !== binding.node || another !== undefined) return false;
  if (entry.description !== binding.description) return false;
  return (['input', 'slot', 'type'] as const).every(
    (key) => entry[key] === undefined || entry[key] === binding[key],
  );
}

function compareAssets(pin: Pin, { assets }: ReleaseContent, at: At): readonly Problem[] {
  const pinned = new Map(pin.description.assetInputs.map((each) => [each.file, each.sha256]));
  const wrong = [...pinned].flatMap(([name, sha256]): Problem[] => {
    const file = `assets/${name}`;
    const digest = assets.get(name);
    if (digest === undefined) return [problem('pin/absent-file', at(file), { file })];
    return digest === sha256 ? [] : [problem('pin/changed-asset', at(file), { file })];
  });
  const unknown = [...assets.keys()].filter((name) => !pinned.has(name));
  return [
    ...wrong,
    ...unknown.map((name) => {
      const file = `assets/${name}`;
      return problem('pin/unpinned-file', at(file), { file });
    }),
  ];
}
