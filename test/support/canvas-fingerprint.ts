/** What a canvas is, ids and order aside: a text that is equal for equal canvases. */

import { createHash } from 'node:crypto';
import { entriesOf, type JsonObject } from '../../src/base/json.ts';
import { readCanvasScopes } from '../../src/core/diff/canvas/diff.ts';
import { isDerivedField } from '../../src/core/diff/canvas/scope.ts';
import { leafText } from '../../src/core/diff/leaf.ts';
import { pairsOf } from '../../src/core/diff/named-values.ts';
import type { CanvasWorkflow } from '../../src/core/workflow/types.ts';

/** Nodes are told apart by what they hold and, three steps far, by what leads into them. */
const steps = 3;

const hash = (parts: readonly string[]) =>
  createHash('sha1').update(parts.join('\0')).digest('hex');

export function canvasFingerprint(canvas: JsonObject): readonly string[] {
  const [{ scopes }] = readCanvasScopes(
    canvas as unknown as CanvasWorkflow,
    canvas as unknown as CanvasWorkflow,
    undefined,
  );
  return scopes
    .flatMap(({ id, name, nodes }) => {
      let seen = new Map(
        nodes.map((node) => {
          const own = entriesOf(node.raw).filter(([key]) => !isDerivedField(key));
          const values = pairsOf(node.widgets).map(([key, value]) => `${key}=${leafText(value)}`);
          const fields = own.map(([key, value]) => `${key}:${leafText(value)}`);
          return [node.id, hash([id, node.type, node.title, ...values, ...fields.sort()])];
        }),
      );
      for (let step = 0; step < steps; step += 1) {
        const before = seen;
        seen = new Map(
          nodes.map((node) => {
            const links = node.links.map(
              ({ input, origin, output }) => `${input}<${output}:${before.get(origin)}`,
            );
            return [node.id, hash([before.get(node.id) ?? '', ...links.sort()])];
          }),
        );
      }
      return [`${id} ${name}`, ...[...seen.values()]];
    })
    .sort();
}
