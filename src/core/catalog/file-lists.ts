/** Which option lists come from files on the server's disk: a `/models` folder, the input folder, a remote list. */

import { isJsonObject, member } from '../../base/json.ts';
import { modelFolderOf } from './model-folders.ts';
import type { Catalog, InputSpec } from './types.ts';

/** Config keys that a node sets where the person picks or uploads a file of the input (or output) folder. */
const uploadFlags = [
  'image_upload',
  'audio_upload',
  'video_upload',
  'file_upload',
  'animated_image_upload',
  'mesh_upload',
  'image_folder',
  'upload_to',
];

/** Core inputs that list the input folder without a flag (nodes.py, comfy_api_nodes). */
const coreInputFiles = new Set([
  'LoadLatent.latent',
  'OpenAIInputFiles.file',
  'GeminiInputFiles.file',
]);

/** Returns the `/models` folder, `input` or `remote` where the options come from there, else undefined. */
export function filesBehind(
  classType: string,
  input: InputSpec,
  models: Catalog['models'],
): { readonly folder: string } | 'input' | 'remote' | undefined {
  if (isJsonObject(member(input.config, 'remote'))) return 'remote';
  if (uploadFlags.some((flag) => Boolean(member(input.config, flag)))) return 'input';
  if (coreInputFiles.has(`${classType}.${input.name}`)) return 'input';
  const folder = modelFolderOf(classType, input, { models });
  return folder === undefined ? undefined : { folder };
}
