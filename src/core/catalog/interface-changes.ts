/** What differs between two interfaces of one node type, part by part: inputs with their settings, outputs, flags. */

import {
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEqual,
  keysOf,
  member,
} from '../../base/json.ts';
import { writeJson } from '../../base/json-write.ts';
import { filesBehind } from './file-lists.ts';
import { flags, plain } from './interface.ts';
import type { Catalog, InputSpec, NodeType } from './types.ts';

export interface InterfaceChange {
  /** `input steps`, `input steps: max`, `input mode: option`, `output 0`, `flag deprecated`. */
  readonly part: string;
  /** JSON text, cut where it is long; absent where the part was not there. */
  readonly from?: string;
  /** Absent where the part is gone. */
  readonly to?: string;
}

type Models = Catalog['models'];
interface Side {
  readonly type: NodeType;
  readonly models: Models;
}

const longest = 60;

/** Returns the changes in the order of inputs, outputs and flags. */
export function interfaceChanges(from: Side, to: Side): readonly InterfaceChange[] {
  return [
    ...inputChanges(from, to),
    ...outputChanges(from.type, to.type),
    ...flagChanges(from.type, to.type),
  ];
}

function inputChanges(from: Side, to: Side): readonly InterfaceChange[] {
  const [before, after] = [inputsOf(from.type), inputsOf(to.type)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old === undefined || now === undefined) {
      return [changeOf(`input ${name}`, old && kindOf(old), now && kindOf(now))];
    }
    const isFiles = filesBehind(from.type.name, old, from.models) !== undefined;
    return [
      ...changed(`input ${name}: section`, old.section, now.section),
      ...changed(`input ${name}: type`, old.type, now.type),
      ...(isFiles ? [] : optionChanges(name, old.options, now.options)),
      ...settingChanges(name, old, now, isFiles),
    ];
  });
}

/** Option by option, for lists are long; the whole lists where only their order or what is no list differs. */
function optionChanges(
  name: string,
  old: readonly Json[] | undefined,
  now: readonly Json[] | undefined,
): readonly InterfaceChange[] {
  if (old === undefined || now === undefined) return changed(`input ${name}: options`, old, now);
  const without = (list: readonly Json[], other: readonly Json[]) =>
    list.filter((each) => !other.some((one) => jsonEqual(one, each)));
  const part = `input ${name}: option`;
  const single = [
    ...without(old, now).map((each) => changeOf(part, each, undefined)),
    ...without(now, old).map((each) => changeOf(part, undefined, each)),
  ];
  return single.length > 0 ? single : changed(`input ${name}: options`, old, now);
}

function settingChanges(
  name: string,
  old: InputSpec,
  now: InputSpec,
  isFiles: boolean,
): readonly InterfaceChange[] {
  const [before, after] = [settingsOf(old), settingsOf(now)];
  const keys = new Set([...keysOf(before), ...keysOf(after)]);
  return [...keys]
    .filter((key) => key !== 'options' && !(isFiles && key === 'default'))
    .flatMap((key) => changed(`input ${name}: ${key}`, member(before, key), member(after, key)));
}

function settingsOf({ config }: InputSpec): JsonObject {
  const settings = plain(config);
  return isJsonObject(settings) ? settings : {};
}

function inputsOf(type: NodeType): ReadonlyMap<string, InputSpec> {
  return new Map(type.inputs.map((each) => [each.name, each]));
}

function kindOf({ section, type }: InputSpec): Json {
  return `${section} ${type}`;
}

function outputChanges(from: NodeType, to: NodeType): readonly InterfaceChange[] {
  const length = Math.max(from.outputs.length, to.outputs.length);
  return Array.from({ length }, (_, slot) => {
    const [old, now] = [from.outputs[slot], to.outputs[slot]];
    return changed(
      `output ${slot}`,
      old && [old.name, old.raw, old.isList],
      now && [now.name, now.raw, now.isList],
    );
  }).flat();
}

function flagChanges(from: NodeType, to: NodeType): readonly InterfaceChange[] {
  return flags.flatMap((flag) =>
    changed(`flag ${flag}`, member(from.raw, flag) === true, member(to.raw, flag) === true),
  );
}

function changed(part: string, old: Json | undefined, now: Json | undefined): InterfaceChange[] {
  const isSame = old === undefined || now === undefined ? old === now : jsonEqual(old, now);
  return isSame ? [] : [changeOf(part, old, now)];
}

function changeOf(part: string, old: Json | undefined, now: Json | undefined): InterfaceChange {
  return {
    part,
    ...(old === undefined ? {} : { from: shown(old) }),
    ...(now === undefined ? {} : { to: shown(now) }),
  };
}

function shown(value: Json): string {
  const text = writeJson(value);
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
