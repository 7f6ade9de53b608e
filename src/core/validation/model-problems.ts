/** Findings about model files: absent, under another name or folder, and the line of promotion.yaml that would map them. */

import type { Json } from '../../base/json.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { nearestName } from '../../base/text.ts';
import { modelFolderOf } from '../catalog/model-folders.ts';
import type { Catalog, InputSpec } from '../catalog/types.ts';
import { mappingRow, sameFileIn } from './model-mapping.ts';
import type { ValidationPolicy } from './policy.ts';
import type { Where } from './where.ts';

/** Returns the finding where the input takes a model and the folder has no such file; nothing where it takes none. */
export function missingModel(file: string, spec: InputSpec, where: Where): Problem | undefined {
  const { catalog, policy, node, nodeType, input } = where;
  const folder = modelFolderOf(nodeType, spec, catalog);
  if (folder === undefined || isThere(file, folder, spec, catalog)) return undefined;
  const files = catalog.models.get(folder) ?? [];
  const same = sameFileIn(files, file) ?? otherFolder(file, folder, catalog);
  const nearest = same === undefined ? nearestName(file, files) : undefined;
  const target = sameFileIn(files, file) ?? nearest;
  return problem(
    'validate/missing-model',
    { node, input },
    {
      nodeType,
      input,
      folder,
      file,
      nearest,
      elsewhere: same,
      mapping: target === undefined ? undefined : rowFor(folder, file, target, policy),
    },
  );
}

/** A word beside the files, as `None` or `pixel_space`, is no file. */
function isThere(file: string, folder: string, spec: InputSpec, catalog: Catalog): boolean {
  const files = catalog.models.get(folder);
  if (files === undefined) return spec.options?.includes(file as Json) ?? true;
  return files.includes(file) || (spec.options?.includes(file as Json) ?? false);
}

function otherFolder(file: string, folder: string, catalog: Catalog): string | undefined {
  for (const [other, files] of catalog.models) {
    const same = other === folder ? undefined : sameFileIn(files, file);
    if (same !== undefined) return `${same} in the folder ${other}`;
  }
  return undefined;
}

/** Nothing to map where both are one environment: then the name in the workflow is to be changed. */
function rowFor(
  folder: string,
  file: string,
  target: string,
  { first = 'FIRST', environment = 'ENV' }: ValidationPolicy,
): string | undefined {
  return first === environment
    ? undefined
    : mappingRow(folder, { [first]: file, [environment]: target });
}
