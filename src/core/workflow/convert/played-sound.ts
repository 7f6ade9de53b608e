/** The sound of an upload, which the page plays: it looks for a name of a file, and fails over anything else. */

import { isJsonArray } from '../../../base/json.ts';
import { isTruthy, type Stop, stop } from './plain.ts';
import type { FrontendRules } from './rules.ts';
import { nodeShapeOf } from './shapes.ts';
import type { GraphNode, Value } from './types.ts';

/** Where the page looks: once the file is loaded, or when a PrimitiveNode enters a value as it converts. */
export function refuseOddSound(
  rules: FrontendRules,
  { nodeType, widgets }: GraphNode,
  stage: Stop['stage'],
): void {
  if (nodeType === undefined || !nodeShapeOf(nodeType, rules).playsFile) return;
  const value = widgets?.find(({ name }) => name === 'audio')?.cell.value;
  if (typeof value === 'string' || isJsonArray(value)) return;
  if (!isPassedOver(value, rules, stage)) stop(stage, 'path.lastIndexOf is not a function');
}

/** Newer pages take nothing for an empty name; old ones do not look at it while they load. */
function isPassedOver(value: Value, { generation }: FrontendRules, stage: Stop['stage']): boolean {
  if (generation === 'modern') return (value ?? null) === null;
  return stage === 'load' && !isTruthy(value);
}
