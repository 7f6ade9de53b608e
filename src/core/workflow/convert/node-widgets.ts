/** What the widgets of a single node hold once the page has loaded it, in the order in which it saves them. */

import type { JsonObject } from '../../../base/json.ts';
import type { Catalog } from '../../catalog/types.ts';
import { loadGraphs } from './load.ts';
import { isStop } from './plain.ts';
import { rulesOf } from './rules.ts';
import { makeSession } from './session.ts';
import type { Value } from './types.ts';

export interface SavedWidget {
  readonly name: string;
  readonly value: Value;
}

/** Returns the widgets that have a place in `widgets_values`; none for a node that the page makes no widgets for. */
export function savedWidgetsOf(node: JsonObject, catalog: Catalog): readonly SavedWidget[] {
  const session = makeSession(catalog, rulesOf(catalog.versions.frontend));
  try {
    loadGraphs(session, { version: 0.4, nodes: [node], links: [] });
  } catch (thrown) {
    if (!isStop(thrown)) throw thrown;
    return [];
  }
  const widgets = session.root.nodes[0]?.widgets ?? [];
  return widgets
    .filter(({ traits }) => traits.keeps)
    .map(({ name, cell }) => ({ name, value: cell.value }));
}
