/** Finds models that are there under the right name and are another file than the one that was pinned. */

import { isJsonObject, type Json, type JsonObject, member } from '../../base/json.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { areDifferent, modelFileKey } from '../catalog/model-files.ts';
import type { Catalog, ModelFile } from '../catalog/types.ts';
import { mappingOf } from '../workflow/model-names.ts';
import type { ModelInput } from '../workflow/types.ts';
import type { ValidationPolicy } from './policy.ts';

/** Returns an error for each pinned model whose file in the environment has another size or hash. */
export function otherModelFiles(
  prompt: JsonObject,
  catalog: Catalog,
  policy: ValidationPolicy,
): readonly Problem[] {
  const files = catalog.modelFiles;
  if (files === undefined || files.size === 0) return [];
  return (policy.pinned ?? []).flatMap((pinned): readonly Problem[] => {
    const { node, input, folder } = pinned;
    const file = valueAt(prompt, node, input);
    const here = file === undefined ? undefined : files.get(modelFileKey(folder, file));
    const wanted = wantedFile(pinned, policy);
    if (file === undefined || here === undefined || !areDifferent(wanted, here)) return [];
    const args = { folder, file, found: wordsOf(here, wanted), wanted: wordsOf(wanted, here) };
    return [problem('validate/other-model-file', { node, input }, args)];
  });
}

/** What promotion.yaml says of the file goes before what the pin says. */
function wantedFile(pinned: ModelInput, { models = [], environment }: ValidationPolicy): ModelFile {
  const { folder, file, size } = pinned;
  const row = mappingOf(models, folder, file, environment)?.sha256;
  const sha256 = row === undefined ? pinned.sha256 : `sha256:${row.replace(/^sha256:/, '')}`;
  return {
    ...(size === undefined ? {} : { size }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

/** The respect in which the two differ. */
function wordsOf(file: ModelFile, other: ModelFile): string {
  if (file.sha256 !== undefined && other.sha256 !== undefined) return file.sha256;
  return `${file.size ?? '?'} bytes`;
}

function valueAt(prompt: JsonObject, node: string, input: string): string | undefined {
  const found = member(prompt, node);
  const inputs: Json | undefined = isJsonObject(found) ? member(found, 'inputs') : undefined;
  const value = isJsonObject(inputs) ? member(inputs, input) : undefined;
  return typeof value === 'string' ? value : undefined;
}
