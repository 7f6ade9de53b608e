/** What flows between nodes while the stand-in computes: pictures, masks, latents, plain values, and marks for the rest. */

import { isJsonNumber, type Json, toDouble } from '../../base/json.ts';

/** 8 bits a channel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Uint8Array;
}

/** One byte a pixel, 255 is 1.0. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Silence of a length in seconds. */
export interface Sound {
  readonly seconds: number;
  readonly rate: number;
  readonly channels: number;
}

/** A latent as the stand-in sees it: the size of the picture to come, how much of another picture it holds, and what names it. */
export interface Latent {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  /** The pictures it was encoded from or sampled to; none for an empty one. */
  readonly pictures: readonly Picture[];
}

export type Value =
  /** A video is its pictures. */
  | { readonly kind: 'image'; readonly pictures: readonly Picture[]; readonly fps?: number }
  | { readonly kind: 'sound'; readonly sound: Sound }
  | { readonly kind: 'mask'; readonly masks: readonly Mask[] }
  | { readonly kind: 'latent'; readonly latent: Latent }
  | { readonly kind: 'plain'; readonly value: Json }
  /** Anything else (a model, a conditioning): `name` is a digest of all that went into it. */
  | {
      readonly kind: 'opaque';
      readonly type: string;
      readonly name: string;
      readonly text: string;
    };

/** The inputs of one node, links followed. */
export type Inputs = ReadonlyMap<string, Value>;

/** What a node computes besides its inputs. */
export interface NodeIdentity {
  /** Digest of the node's type and everything upstream. */
  readonly signature: string;
}

export type Compute = (inputs: Inputs, node: NodeIdentity) => Promise<readonly Value[]>;

/** Raised by a node as ComfyUI's would raise a Python exception. */
export interface NodeError {
  readonly nodeError: true;
  readonly type: string;
  readonly message: string;
}

/** Throws what the run turns into an execution_error. */
export function raise(type: string, message: string): never {
  throw { nodeError: true, type, message } satisfies NodeError;
}

export function isNodeError(thrown: unknown): thrown is NodeError {
  return typeof thrown === 'object' && thrown !== null && 'nodeError' in thrown;
}

export function picturesIn(inputs: Inputs, name: string): readonly Picture[] {
  const value = inputs.get(name);
  if (value?.kind === 'image' && value.pictures.length > 0) return value.pictures;
  return raise('TypeError', `the input ${name} holds no image`);
}

export function masksIn(inputs: Inputs, name: string): readonly Mask[] {
  const value = inputs.get(name);
  if (value?.kind === 'mask' && value.masks.length > 0) return value.masks;
  return raise('TypeError', `the input ${name} holds no mask`);
}

export function latentIn(inputs: Inputs, name: string): Latent {
  const value = inputs.get(name);
  if (value?.kind === 'latent') return value.latent;
  return raise('TypeError', `the input ${name} holds no latent`);
}

/** Returns a number as a double; texts that spell one are taken, as the server converts them. */
export function numberIn(inputs: Inputs, name: string, otherwise: number): number {
  const value = inputs.get(name);
  if (value?.kind !== 'plain') return otherwise;
  if (isJsonNumber(value.value)) return toDouble(value.value);
  const converted = Number(value.value);
  return Number.isFinite(converted) ? converted : otherwise;
}

export function textIn(inputs: Inputs, name: string): string {
  const value = inputs.get(name);
  return value?.kind === 'plain' && value.value !== null ? String(value.value) : '';
}

export function flagIn(inputs: Inputs, name: string): boolean {
  const value = inputs.get(name);
  return value?.kind === 'plain' && value.value !== false && value.value !== 0;
}
