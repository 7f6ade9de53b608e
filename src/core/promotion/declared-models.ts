/** Which file a model is, by what promotion.yaml says of it. */

import type { ModelMapping } from '../workflow/types.ts';

const declared = new WeakMap<readonly ModelMapping[], Map<string, ReadonlyMap<string, string>>>();

/** Returns `folder/file` in the environment → `sha256:…`, for what promotion.yaml says it of. */
export function declaredModels(
  models: readonly ModelMapping[],
  environment: string,
): ReadonlyMap<string, string> {
  const known = declared.get(models) ?? new Map<string, ReadonlyMap<string, string>>();
  declared.set(models, known);
  const found = known.get(environment);
  if (found !== undefined) return found;
  const made = new Map<string, string>();
  for (const { folder, files, sha256 } of models) {
    const file = files[environment];
    if (file !== undefined && sha256 !== undefined)
      made.set(`${folder}/${file}`, `sha256:${sha256}`);
  }
  known.set(environment, made);
  return made;
}
