/** Findings about model files: absent, under another name or folder, and the line of promotion.yaml that would map them. */

import type { Json } from '../../base/json.ts';
import { type Problem, problem } from '../../base/problem.ts';
import { nearestName } from '../../base/text.ts';
import { modelFolderOf } from '../catalog/model-folders.ts';
import type { Catalog, InputSpec } from '../catalog/types.ts';
import type { Where } from './where.ts';

/** Returns the finding where the input takes a model and the folder has no such file; nothing where it takes none. */
export function missingModel(file: string, spec: InputSpec, where: Where): Problem | undefined {
  const { catalog, policy, node, nodeType, input } = where;
  const folder = modelFolderOf(nodeType, spec, catalog);
  if (folder === undefined || isThere(file, folder, spec, catalog)) return undefined;
  const files = catalog.models.get(folder) ?? [];
  const same = sameFile(file, files) ?? otherFolder(file, folder, catalog);
  const nearest = same === undefined ? nearestName(file, files) : undefined;
  const target = sameFile(file, files) ?? nearest;
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
      mapping:
        target === undefined ? undefined : mappingLine(folder, file, target, policy.environment),
    },
  );
}

/** A word beside the files, as `None` or `pixel_space`, is no file. */
function isThere(file: string, folder: string, spec: InputSpec, catalog: Catalog): boolean {
  const files = catalog.models.get(folder);
  if (files === undefined) return spec.options?.includes(file as Json) ?? true;
  return files.includes(file) || (spec.options?.includes(file as Json) ?? false);
}

function sameFile(file: string, files: readonly string[]): string | undefined {
  const name = baseName(file);
  const same = files.filter((each) => baseName(each) === name);
  return same.length === 1 ? same[0] : undefined;
}

function otherFolder(file: string, folder: string, catalog: Catalog): string | undefined {
  for (const [other, files] of catalog.models) {
    const same = other === folder ? undefined : sameFile(file, files);
    if (same !== undefined) return `${same} in the folder ${other}`;
  }
  return undefined;
}

function baseName(file: string): string {
  return (file.split(/[\\/]/).pop() ?? file).toLowerCase();
}

/** The first environment's name is not known here; `HERE` stands where the workflow comes from. */
function mappingLine(folder: string, file: string, target: string, environment = 'ENV'): string {
  return `- { folder: ${folder}, FIRST: ${yamlText(file)}, ${environment}: ${yamlText(target)} }`;
}

function yamlText(text: string): string {
  return /^[A-Za-z0-9][\w./-]*$/.test(text) ? text : JSON.stringify(text);
}
