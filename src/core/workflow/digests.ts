/** The digests of a workflow: release, rendering, shape, contract. */

import { type Digest, digestOf } from '../../base/digest.ts';
import { entriesOf, type Json, jsonObject } from '../../base/json.ts';
import { sortedCanonically } from '../../base/json-write.ts';
import { linkOf, nodeOf, walkFrom } from './graph.ts';
import { normalNumber } from './numbers.ts';
import type {
  ApiNode,
  ApiPrompt,
  ContractBinding,
  InputPlace,
  ReleaseDescription,
} from './types.ts';

/** What stands for the value of an input in a node's digest, where it is not the value itself. */
type Marks = ReadonlyMap<string, ReadonlyMap<string, Mark>>;
type Mark = { readonly put: Json } | 'number';

/**
 * Returns the digest of what runs: the nodes that reach an output, by class, values and links, never by id, title or
 * place. ComfyUI's cache key has the same idea (comfy_execution/caching.py, CacheKeySetInputSignature). A RangeError for
 * a circle and for NaN or infinity, which `parseWorkflow` refuses.
 */
export function releaseDigest(prompt: ApiPrompt, description: ReleaseDescription): Digest {
  return digestOfGraph('release', prompt, description, marksOf(description));
}

/** Returns the release digest with the values of contract inputs and seeds left out: equal for runs of one release with other inputs. */
export function shapeDigest(prompt: ApiPrompt, description: ReleaseDescription): Digest {
  const inputs = description.contract.filter(
    (each): each is ContractBinding & InputPlace => each.input !== undefined,
  );
  const masked = [
    ...description.seedInputs.map((place) => [place, { put: { seed: true } }] as const),
    ...inputs.map((place) => [place, { put: { contract: place.name } }] as const),
  ];
  return digestOfGraph('shape', prompt, description, marksOf(description, masked));
}

/** Returns the digest of the graph as it is sent in one environment: ids and names in, `_meta` out. */
export function renderingDigest(prompt: ApiPrompt): Digest {
  const nodes = Object.entries(prompt).map(([id, node]): [string, Json] => [id, sentPart(node)]);
  return digestOf('rendering/v1', jsonObject(nodes));
}

function sentPart(node: ApiNode): Json {
  const fields = entriesOf(node as unknown as { [key: string]: Json });
  return jsonObject(fields.filter(([key]) => key !== '_meta'));
}

/** Returns the digest of what an application relies on: names, directions, types, descriptions; not the nodes behind them. */
export function contractDigest(contract: readonly ContractBinding[]): Digest {
  const rows = contract.map(
    ({ name, direction, type, description }): Json => [
      direction,
      name,
      type ?? null,
      description ?? null,
    ],
  );
  return digestOf('contract/v1', sortedCanonically(rows));
}

function marksOf(
  description: ReleaseDescription,
  masked: readonly (readonly [InputPlace, Mark])[] = [],
): Marks {
  const marks = new Map<string, Map<string, Mark>>();
  const mark = ({ node, input }: InputPlace, what: Mark): void => {
    const inputs = marks.get(node) ?? new Map<string, Mark>();
    marks.set(node, inputs.set(input, what));
  };
  for (const each of description.numberInputs ?? []) mark(each, 'number');
  for (const each of description.assetInputs) mark(each, { put: { asset: each.sha256 } });
  for (const each of description.modelInputs) {
    mark(each, { put: { model: [each.folder, each.logicalName] } });
  }
  for (const each of description.valueInputs) mark(each, { put: { environment: each.key } });
  for (const [place, what] of masked) mark(place, what);
  return marks;
}

function digestOfGraph(
  kind: 'release' | 'shape',
  prompt: ApiPrompt,
  { outputNodes, contract }: ReleaseDescription,
  marks: Marks,
): Digest {
  const walk = walkFrom(prompt, [...outputNodes, ...contract.map(({ node }) => node)]);
  if (walk.cycle !== undefined) {
    throw new RangeError(`a circle of nodes has no digest: ${walk.cycle.join(', ')}`);
  }
  const digests = new Map<string, Digest>();
  for (const id of walk.order) {
    const node = prompt[id] as ApiNode;
    digests.set(id, digestOfNode(kind, node, digests, marks.get(id)));
  }
  const digestAt = (id: string): string => digests.get(id) ?? 'absent';
  return digestOf(`${kind}/v1`, {
    outputs: sortedCanonically(
      outputNodes.filter((id) => nodeOf(prompt, id) !== undefined).map(digestAt),
    ),
    contract: sortedCanonically(
      contract.map(
        ({ name, direction, node, input, slot }): Json => [
          name,
          direction,
          digestAt(node),
          input ?? slot ?? null,
        ],
      ),
    ),
  });
}

/** Every value is wrapped by its kind, so that no value of a node can pass for a link or a model. */
function digestOfNode(
  kind: 'release' | 'shape',
  node: ApiNode,
  digests: ReadonlyMap<string, Digest>,
  marks: ReadonlyMap<string, Mark> | undefined,
): Digest {
  const inputs = entriesOf(node.inputs).map(([name, value]): [string, Json] => {
    const link = linkOf(value);
    if (link !== undefined)
      return [name, { link: [digests.get(link.node) ?? 'absent', link.slot] }];
    const mark = marks?.get(name);
    if (mark === 'number') return [name, { value: normalNumber(value) }];
    return [name, mark === undefined ? { value } : mark.put];
  });
  return digestOf(`${kind}-node/v1`, { type: node.class_type, inputs: jsonObject(inputs) });
}
