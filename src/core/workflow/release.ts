/** Describes a release: what the catalog and promotion.yaml tell of a prompt, fixed when it is pinned. */

import { type Digest, shortDigest } from '../../base/digest.ts';
import { entriesOf, type Json, jsonEqual, member } from '../../base/json.ts';
import { compareNatural, compareText } from '../../base/order.ts';
import { interfaceDigest } from '../catalog/interface.ts';
import { modelFileKey } from '../catalog/model-files.ts';
import { modelFolderOf } from '../catalog/model-folders.ts';
import type { Catalog, InputSpec } from '../catalog/types.ts';
import { resolveContract } from './contract-bindings.ts';
import { linkOf, titleOfNode, walkFrom } from './graph.ts';
import { inputSpecsOf } from './input-specs.ts';
import {
  asModelMapping,
  asValueMapping,
  logicalNameOf,
  type ModelRow,
  mappingOf,
  plainFolder,
  plainName,
  type ValueRow,
} from './model-names.ts';
import { hasOddSpelling, isNumberType } from './numbers.ts';
import type {
  ApiNode,
  ApiPrompt,
  AssetInput,
  Contract,
  InputPlace,
  ModelInput,
  ModelMapping,
  ReleaseDescription,
  ValueInput,
  ValueMapping,
} from './types.ts';

export interface ReleaseContext {
  /** The environment whose names the prompt has; without it a mapping is found by any of its names. */
  readonly environment?: string;
  readonly models?: readonly (ModelMapping | ModelRow)[];
  readonly values?: readonly (ValueMapping | ValueRow)[];
  readonly contract?: Contract;
  /** File name in `assets/` → digest of its bytes. */
  readonly assets?: ReadonlyMap<string, Digest>;
  /** Model inputs of the pin before, whose logical names stay. */
  readonly pinned?: readonly ModelInput[];
}

/** One input with a value of its own, as the functions below look at it. */
interface Literal extends InputPlace {
  readonly value: Json;
  readonly classType: string;
  readonly title: string | undefined;
  readonly spec: InputSpec | undefined;
}

/** Returns the description of the whole prompt; contract names that lead nowhere are left out (see `resolveContract`). */
export function describeRelease(
  prompt: ApiPrompt,
  catalog: Catalog,
  context: ReleaseContext = {},
): ReleaseDescription {
  const ids = Object.keys(prompt).sort(compareNatural);
  const literals = ids.flatMap((id) => literalsOf(id, prompt[id] as ApiNode, catalog));
  const outputNodes = ids.filter(
    (id) => catalog.nodeTypes.get(prompt[id]?.class_type ?? '')?.isOutputNode === true,
  );
  const numberInputs = literals.filter(
    ({ spec, value }) => spec !== undefined && isNumberType(spec.type) && hasOddSpelling(value),
  );
  return {
    outputNodes,
    modelInputs: modelInputsOf(literals, catalog, context),
    valueInputs: valueInputsOf(literals, (context.values ?? []).map(asValueMapping)),
    assetInputs: assetInputsOf(literals, context.assets ?? new Map()),
    seedInputs: literals.filter(isSeed).map(placeOf),
    ...(numberInputs.length === 0 ? {} : { numberInputs: numberInputs.map(placeOf) }),
    contract: resolveContract(prompt, catalog, context.contract).bindings,
    interfaces: interfacesOf(prompt, catalog, outputNodes),
  };
}

function literalsOf(id: string, node: ApiNode, catalog: Catalog): readonly Literal[] {
  const nodeType = catalog.nodeTypes.get(node.class_type);
  const specs = nodeType === undefined ? undefined : inputSpecsOf(nodeType, node.inputs);
  return entriesOf(node.inputs)
    .filter(([, value]) => linkOf(value) === undefined)
    .map(([input, value]) => ({
      node: id,
      input,
      value,
      classType: node.class_type,
      title: titleOfNode(node),
      spec: specs?.get(input),
    }))
    .sort((a, b) => compareText(a.input, b.input));
}

function placeOf({ node, input }: InputPlace): InputPlace {
  return { node, input };
}

function modelInputsOf(
  literals: readonly Literal[],
  catalog: Catalog,
  context: ReleaseContext,
): readonly ModelInput[] {
  const mappings = (context.models ?? []).map(asModelMapping);
  return literals.flatMap(({ node, input, value, classType, spec }): ModelInput[] => {
    if (typeof value !== 'string' || spec === undefined) return [];
    const folder = modelFolderOf(classType, spec, catalog);
    if (folder === undefined || isOfferedWithoutFile(value, spec, folder, catalog)) return [];
    const mapping = mappingOf(mappings, folder, value, context.environment);
    const earlier = (context.pinned ?? [])
      .filter((each) => each.folder === folder)
      .map((each) => each.logicalName);
    const logicalName = mapping === undefined ? plainName(value) : logicalNameOf(mapping, earlier);
    const known = catalog.modelFiles?.get(modelFileKey(folder, value));
    const sha256 = mapping?.sha256 ?? known?.sha256;
    return [
      {
        node,
        input,
        folder: plainFolder(folder),
        logicalName,
        file: value,
        ...(sha256 === undefined ? {} : { sha256: `sha256:${sha256.replace(/^sha256:/, '')}` }),
        ...(known?.size === undefined ? {} : { size: known.size }),
      },
    ];
  });
}

/** Some loaders offer names that are no file of their folder, as VAELoader's `pixel_space`; they are the same everywhere. */
function isOfferedWithoutFile(
  value: string,
  spec: InputSpec,
  folder: string,
  catalog: Catalog,
): boolean {
  const files = catalog.models.get(folder);
  const offered = spec.options?.some((each) => jsonEqual(each, value)) === true;
  return files !== undefined && offered && !files.includes(value);
}

function valueInputsOf(
  literals: readonly Literal[],
  mappings: readonly ValueMapping[],
): readonly ValueInput[] {
  return literals.flatMap((each): ValueInput[] => {
    const mapping = valueMappingOf(each, mappings);
    return mapping === undefined ? [] : [{ ...placeOf(each), key: keyOfValue(mapping) }];
  });
}

/** Returns the row of `values:` that sets an input, found by the node's title or else by its class. */
export function valueMappingOf(
  { input, title, classType }: { input: string; title: string | undefined; classType: string },
  mappings: readonly ValueMapping[],
): ValueMapping | undefined {
  const fitting = mappings.filter((each) => each.input === input);
  return (
    fitting.find((each) => each.node === title) ?? fitting.find((each) => each.node === classType)
  );
}

/** Returns what stands for the value of a row of `values:` in the release digest. */
export function keyOfValue({ node, input }: ValueMapping): string {
  return `${node}.${input}`;
}

/** Files of `assets/` carry the start of their digest in their name, so a value with such a name can mean nothing else. */
function assetInputsOf(
  literals: readonly Literal[],
  assets: ReadonlyMap<string, Digest>,
): readonly AssetInput[] {
  return literals.flatMap(({ node, input, value }): AssetInput[] => {
    const sha256 = typeof value === 'string' ? assets.get(value) : undefined;
    return sha256 === undefined ? [] : [{ node, input, file: value as string, sha256 }];
  });
}

/** Returns the name under which a fixed input file is kept and sent: 12 digits of its sha256, then its own name made plain. */
export function assetNameOf(file: string, sha256: Digest): string {
  const name = plainName(file).split('/').at(-1) ?? '';
  const plain = name.normalize('NFC').replace(/[^\p{L}\p{N}._-]+/gu, '-');
  return `${shortDigest(sha256)}-${plain}`;
}

function isSeed({ input, value, spec }: Literal): boolean {
  if (typeof value !== 'number' && typeof value !== 'object') return false;
  if (spec !== undefined && spec.type !== 'INT') return false;
  const control = spec === undefined ? undefined : member(spec.config, 'control_after_generate');
  return Boolean(control) || input === 'seed' || input === 'noise_seed';
}

function interfacesOf(
  prompt: ApiPrompt,
  catalog: Catalog,
  outputNodes: readonly string[],
): Readonly<Record<string, Digest>> {
  const walk = walkFrom(prompt, outputNodes);
  const ids = walk.cycle === undefined ? walk.order : Object.keys(prompt);
  const classTypes = [...new Set(ids.map((id) => prompt[id]?.class_type ?? ''))].sort(compareText);
  const pairs = classTypes.flatMap((classType): [string, Digest][] => {
    const nodeType = catalog.nodeTypes.get(classType);
    return nodeType === undefined ? [] : [[classType, interfaceDigest(nodeType, catalog.models)]];
  });
  return Object.fromEntries(pairs);
}
