/** Says once a version that its servers are newer than every one that the rules were taken from. */

import { type Problem, problem } from '../../base/problem.ts';
import type { Catalog } from '../../core/catalog/types.ts';
import { isNewerThanKnown, newestKnownVersion } from '../../core/validation/rules.ts';

export function newerServer(catalogs: readonly Pick<Catalog, 'versions'>[]): readonly Problem[] {
  const versions = new Set(catalogs.map(({ versions }) => versions.comfyui));
  return [...versions].flatMap((version): readonly Problem[] =>
    version === undefined || !isNewerThanKnown(version)
      ? []
      : [problem('validate/newer-server', {}, { version, known: newestKnownVersion })],
  );
}
