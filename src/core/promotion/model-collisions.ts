/** Finds models that would be taken for one another: a file without a row in promotion.yaml beside a row of the same name. */

import { type Problem, problem } from '../../base/problem.ts';
import {
  entryFor,
  logicalNameOf,
  mappingOf,
  plainFolder,
  plainName,
} from '../workflow/model-names.ts';
import type { ModelInput, ModelMapping } from '../workflow/types.ts';

/** Returns `pin/ambiguous-model` for each input whose file has no row in `environment` and whose name some row uses, there or elsewhere. */
export function ambiguousModels(
  inputs: readonly ModelInput[],
  mappings: readonly ModelMapping[],
  environment: string,
  environments: readonly string[],
): readonly Problem[] {
  return inputs.flatMap(({ node, input, folder, file }): Problem[] => {
    if (mappingOf(mappings, folder, file, environment) !== undefined) return [];
    const name = plainName(file);
    for (const mapping of mappings) {
      if (plainFolder(mapping.folder) !== plainFolder(folder)) continue;
      const logical = logicalNameOf(mapping);
      const where = environments.find(
        (each) => plainName(entryFor(mapping.files, each) ?? '') === name,
      );
      if (logical !== name && where === undefined) continue;
      const args = { folder, file, environment: where ?? environment, name: logical };
      return [problem('pin/ambiguous-model', { node, input, environment }, args)];
    }
    return [];
  });
}
