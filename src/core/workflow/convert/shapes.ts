/** The inputs of a node type in the order the page builds them, with those that the page itself adds. */

import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonObject,
  member,
} from '../../../base/json.ts';
import type { InputSpec, NodeType } from '../../catalog/types.ts';
import { isTruthy, listAt, objectAt, plain, textAt } from './plain.ts';
import type { FrontendRules } from './rules.ts';
import type { InputShape } from './types.ts';

export interface NodeShape {
  /** In the order in which sockets and widgets are made (`input_order`, then the rest). */
  readonly ordered: readonly InputShape[];
  /** In the order of the definition. */
  readonly defined: readonly InputShape[];
  readonly byName: ReadonlyMap<string, InputShape>;
  /** True where an input of a widget's type is a socket. */
  readonly hasForced: boolean;
  /** True where the page plays the file of its input `audio`. */
  readonly playsFile: boolean;
  readonly outputs: readonly { readonly name: string; readonly type: Json }[];
  /** Template of each output whose type follows the inputs. */
  readonly outputTemplates: readonly Json[];
}

const cache = {
  classic: new WeakMap<NodeType, NodeShape>(),
  modern: new WeakMap<NodeType, NodeShape>(),
};

export function nodeShapeOf(nodeType: NodeType, rules: FrontendRules): NodeShape {
  const known = cache[rules.generation].get(nodeType);
  if (known !== undefined) return known;
  const shape = makeNodeShape(nodeType, rules);
  cache[rules.generation].set(nodeType, shape);
  return shape;
}

function makeNodeShape(nodeType: NodeType, rules: FrontendRules): NodeShape {
  const byName = new Map<string, InputShape>();
  const required = nodeType.inputs.filter((input) => input.section === 'required');
  for (const input of required) byName.set(input.name, shapeOf(input));
  for (const shape of addedInputs(nodeType.name, required, rules)) byName.set(shape.name, shape);
  for (const input of nodeType.inputs) {
    if (input.section === 'optional') byName.set(input.name, shapeOf(input));
  }
  const defined = [...byName.values()];
  return {
    defined,
    byName,
    hasForced: defined.some((shape) => shape.isForced),
    playsFile: byName.get('upload')?.type === 'AUDIOUPLOAD',
    ordered: inOrder(defined, byName, objectAt(nodeType.raw, 'input_order')),
    outputs: outputsOf(nodeType),
    outputTemplates: listAt(nodeType.raw, 'output_matchtypes'),
  };
}

function outputsOf(nodeType: NodeType): NodeShape['outputs'] {
  return nodeType.outputs.map((output, index) => ({
    name: output.name === '' ? `output_${index}` : output.name,
    type: output.type === 'COMFY_MATCHTYPE_V3' ? '*' : output.type,
  }));
}

function shapeOf(input: InputSpec): InputShape {
  return inputShape(input.name, input.raw, input.section === 'optional');
}

/** Reads `[type, config]` of a definition. */
export function inputShape(name: string, raw: Json, isOptional: boolean): InputShape {
  const [first, second] = isJsonArray(raw) ? raw : [];
  const config = isJsonObject(second) ? (plain(second) as JsonObject) : {};
  const isCombo = isJsonArray(first) || first === 'COMBO';
  const type = isCombo ? 'COMBO' : typeof first === 'string' ? first : 'UNKNOWN';
  return {
    name,
    type,
    widgetType: textAt(config, 'widgetType') || type,
    isOptional,
    isForced:
      isTruthy(member(config, 'forceInput')) ||
      (isOptional && isTruthy(member(config, 'defaultInput'))),
    config,
    choices: isJsonArray(first) ? (plain(first) as Json[]) : listAt(config, 'options'),
    isCombo,
  };
}

const uploads = ['image_upload', 'video_upload', 'animated_image_upload'];
const audioPlayers = ['LoadAudio', 'SaveAudio', 'PreviewAudio', 'SaveAudioMP3', 'SaveAudioOpus'];
const addedByType: Readonly<Record<string, readonly [string, string]>> = {
  SaveGLB: ['image', 'PREVIEW_3D'],
  Preview3D: ['image', 'PREVIEW_3D'],
  Preview3DAnimation: ['image', 'PREVIEW_3D_ANIMATION'],
};

/** Inputs that the page's own extensions add: upload buttons, players, previews. */
function addedInputs(
  name: string,
  required: readonly InputSpec[],
  rules: FrontendRules,
): readonly InputShape[] {
  const added: InputShape[] = [];
  const add = (input: string, type: string, config: JsonObject = {}) =>
    added.push(inputShape(input, [type, config], false));
  const upload = required.find(
    (input) => input.type === 'COMBO' && uploads.some((key) => member(input.config, key) === true),
  );
  if (
    audioPlayers.includes(name) ||
    (rules.generation === 'modern' && name === 'SaveAudioAdvanced')
  ) {
    add('audioUI', 'AUDIO_UI');
  }
  if (upload !== undefined) {
    const config = [...Object.entries(upload.config), ['imageInputName', upload.name] as const];
    add('upload', 'IMAGEUPLOAD', jsonObject(config));
  }
  const audio = required.find((input) => input.name === 'audio');
  if (audio !== undefined && member(audio.config, 'audio_upload') === true) {
    add('upload', 'AUDIOUPLOAD');
  }
  const preview = Object.hasOwn(addedByType, name) ? addedByType[name] : undefined;
  if (preview !== undefined) add(...preview);
  return added;
}

function inOrder(
  defined: readonly InputShape[],
  byName: ReadonlyMap<string, InputShape>,
  order: JsonObject | undefined,
): readonly InputShape[] {
  if (order === undefined) return defined;
  const ordered: InputShape[] = [];
  for (const section of ['required', 'optional']) {
    for (const name of listAt(order, section)) {
      const shape = typeof name === 'string' ? byName.get(name) : undefined;
      if (shape !== undefined && shape.isOptional === (section === 'optional')) ordered.push(shape);
    }
  }
  const placed = new Set(ordered.map((shape) => shape.name));
  return [...ordered, ...defined.filter((shape) => !placed.has(shape.name))];
}
