/** `properties.proxyWidgets` of older files, which newer pages turn into inputs of the subgraph. */

import type { Session } from './session.ts';
import type { GraphNode } from './types.ts';

export function migrateProxies(_session: Session, _node: GraphNode): void {}
