/** Finds the line of a node in the text of a prompt. */

import { placeInJson } from '../../base/json-place.ts';

/** Returns the line of the node's value, counted from 1, or undefined where the text has no such node. */
export function lineOfNode(text: string, nodeId: string): number | undefined {
  const { line, column } = placeInJson(text, [nodeId]);
  const whole = placeInJson(text, []);
  return line === whole.line && column === whole.column ? undefined : line;
}
