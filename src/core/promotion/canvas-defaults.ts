/** Writes names of models into a canvas that left them to the default of their widget, which is another one elsewhere. */

import {
  isJsonArray,
  type Json,
  type JsonObject,
  jsonEqual,
  member,
  withMember,
} from '../../base/json.ts';
import type { Catalog } from '../catalog/types.ts';
import { savedWidgetsOf } from '../workflow/convert/node-widgets.ts';
import { nodeOf } from '../workflow/graph.ts';
import type { ApiPrompt, CanvasWorkflow } from '../workflow/types.ts';
import { type CanvasChange, changeNode } from './canvas-edit.ts';

/**
 * Returns the canvas with a value for each model that it does not name and that would be another one by the catalog's
 * defaults. The values of widgets before it are those of the prompt.
 */
export function withDefaultsSaid(
  canvas: CanvasWorkflow,
  prompt: ApiPrompt,
  models: readonly CanvasChange[],
  catalog: Catalog,
): CanvasWorkflow {
  return models.reduce((document, each) => {
    const values = new Map(
      models.filter(({ node }) => node === each.node).map(({ input, value }) => [input, value]),
    );
    const sent = nodeOf(prompt, each.node)?.inputs ?? {};
    const known = (name: string): Json | undefined => values.get(name) ?? literal(sent, name);
    const change = (node: JsonObject) => withValue(node, each, known, catalog);
    return changeNode(document, document, each.node.split(':'), change) ?? document;
  }, canvas);
}

function withValue(
  node: JsonObject,
  { input, value }: CanvasChange,
  known: (name: string) => Json | undefined,
  catalog: Catalog,
): JsonObject | undefined {
  const saved = member(node, 'widgets_values') ?? [];
  if (!isJsonArray(saved)) return undefined;
  const widgets = savedWidgetsOf(node, catalog);
  const place = widgets.findIndex(({ name }) => name === input);
  if (place < saved.length || jsonEqual(widgets[place]?.value, value)) return undefined;
  const added = widgets
    .slice(saved.length, place + 1)
    .map((widget) => known(widget.name) ?? widget.value ?? null);
  return withMember(node, 'widgets_values', [...saved, ...added]);
}

/** What the prompt sends for an input where it is no link. */
function literal(inputs: JsonObject, name: string): Json | undefined {
  const value = member(inputs, name);
  return isJsonArray(value) ? undefined : value;
}
