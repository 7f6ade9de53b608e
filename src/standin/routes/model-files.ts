/** What a server tells of its model files: `/experiment/models` (app/model_manager.py) and `/view_metadata` (server.py). */

import { jsonObject, numberOf } from '../../base/json.ts';
import type { Offer } from '../catalog/offer.ts';
import { empty, json, type Route, serverError } from '../http.ts';
import type { ServerRules } from '../versions.ts';

/** Times of files as Python gives them; the stand-in's files have all been there since one moment. */
const since = numberOf('1767225600.0');
const extensions = ['.bin', '.ckpt', '.pkl', '.pt', '.pt2', '.pth', '.safetensors', '.sft'];
/** Folders that `/experiment/models` leaves out. */
const hidden = ['configs', 'custom_nodes'];

export function modelFileRoutes(offer: Offer, rules: ServerRules): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/experiment/models',
      handle: () =>
        json(
          offer.folderNames
            .filter((name) => !hidden.includes(name))
            .map((name) => ({
              name,
              folders: [`models/${name}`],
              ...(rules.tellsExtensions ? { extensions } : {}),
            })),
        ),
    },
    {
      method: 'GET',
      path: '/experiment/models/*',
      handle: (_, folder) => {
        const files = offer.files(folder);
        if (files === undefined) return empty(404);
        return json(
          files.map((name) => ({
            name,
            pathIndex: 0,
            modified: since,
            created: since,
            size: offer.modelFile(folder, name).size,
          })),
        );
      },
    },
    {
      method: 'GET',
      path: '/view_metadata/*',
      handle: ({ query }, folder) => {
        const file = query.get('filename') ?? '';
        const isThere = offer.files(folder)?.includes(file) === true;
        if (!isThere || !file.endsWith('.safetensors')) return empty(404);
        const { size, metadata } = offer.modelFile(folder, file);
        // an empty file has no header to read, which ComfyUI does not expect
        if (size === 0) return serverError();
        return metadata === undefined ? empty(404) : json(jsonObject(Object.entries(metadata)));
      },
    },
  ];
}
