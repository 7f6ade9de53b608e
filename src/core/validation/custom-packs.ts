/** Which classes that `/object_info` does not have may be there all the same: ComfyUI leaves a class out when its INPUT_TYPES raises. */

import type { Catalog } from '../catalog/types.ts';
import { isCoreModule } from './rules.ts';

/** Classes of a pack that begin alike before a name like theirs is taken for one of the pack. */
const fewestOfPack = 3;

const known = new WeakMap<Catalog, ReadonlyMap<string, number>>();

/**
 * True for a name that begins as the classes of an installed pack do, and that is not one of theirs with something added, as in a newer
 * version of the pack, and not one that the pack itself says it has replaced.
 */
export function mayBeUnlisted(classType: string, catalog: Catalog): boolean {
  const first = firstWord(classType);
  if (first === undefined || classType !== classType.trim()) return false;
  if (Object.hasOwn(catalog.nodeReplacements, classType)) return false;
  let counts = known.get(catalog);
  if (counts === undefined) {
    counts = countFirstWords(catalog);
    known.set(catalog, counts);
  }
  if ((counts.get(first) ?? 0) < fewestOfPack) return false;
  for (let end = classType.length - 1; end > first.length; end -= 1) {
    if (catalog.nodeTypes.has(classType.slice(0, end))) return false;
  }
  return true;
}

function countFirstWords(catalog: Catalog): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const type of catalog.nodeTypes.values()) {
    const first = isCoreModule(type.raw['python_module']) ? undefined : firstWord(type.name);
    if (first !== undefined) counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  return counts;
}

/** `VHS` of VHS_LoadVideo, `Studio` of StudioGrade, `CR` of "CR Aspect Ratio". */
function firstWord(name: string): string | undefined {
  return /^(?:[A-Z]{2,}(?=[ _-])|[A-Z][a-z0-9]{2,}(?=[A-Z _-]))/.exec(name)?.[0];
}
