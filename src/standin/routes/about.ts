/** What a server tells of itself: node types, models, versions, features. */

import { jsonObject, member } from '../../base/json.ts';
import type { Offer } from '../catalog/offer.ts';
import { empty, json, type Route } from '../http.ts';
import type { ServerRules } from '../versions.ts';
import { modelFileRoutes } from './model-files.ts';

/** What a server says that was started without `--enable-assets`. */
const assetsAreOff = {
  code: 'SERVICE_DISABLED',
  message: 'Assets system is disabled. Start the server with --enable-assets to use this feature.',
  details: {},
};

export function aboutRoutes(offer: Offer, rules: ServerRules): readonly Route[] {
  const routes: Route[] = [
    ...modelFileRoutes(offer, rules),
    { method: 'GET', path: '/object_info', handle: async () => json(await offer.objectInfo()) },
    {
      method: 'GET',
      path: '/object_info/*',
      handle: async (_, name) => {
        const entry = member(await offer.objectInfo(), name);
        return json(entry === undefined ? {} : jsonObject([[name, entry]]));
      },
    },
    { method: 'GET', path: '/models', handle: () => json(offer.folderNames) },
    {
      method: 'GET',
      path: '/models/*',
      handle: (_, folder) => {
        const files = offer.files(folder);
        return files === undefined ? empty(404) : json(files);
      },
    },
    { method: 'GET', path: '/embeddings', handle: () => json(offer.embeddings) },
    { method: 'GET', path: '/system_stats', handle: () => json(offer.systemStats) },
    { method: 'GET', path: '/features', handle: () => json(rules.features) },
    { method: 'GET', path: '/extensions', handle: () => json([]) },
  ];
  if (!rules.hasNodeReplacements) return routes;
  return [
    ...routes,
    {
      method: 'GET',
      path: '/assets',
      handle: () => json({ error: assetsAreOff }, 503),
    },
    {
      method: 'GET',
      path: '/node_replacements',
      handle: () => json(offer.nodeReplacements),
    },
  ];
}
