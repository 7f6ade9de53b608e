/** Uploads the fixed input files of pinned workflows to a server, under their content-hashed names. */

import { digestOfBytes } from '../../base/digest.ts';
import { viewPath } from '../../core/smoke/outputs.ts';
import type { Server } from '../../world/ports.ts';
import { uploadAsset } from '../servers/upload.ts';
import type { CanvasHome } from './canvas-homes.ts';
import type { DeliveryRun } from './delivery.ts';

export interface AssetDelivery {
  readonly server: string;
  readonly file: string;
  readonly state: 'uploaded' | 'unchanged';
}

const timeoutMs = 120_000;

/** Returns one row per file, in the order of workflows; a file that is there with the same content is not sent. */
export async function deliverAssets(
  run: DeliveryRun,
  home: CanvasHome,
): Promise<readonly AssetDelivery[]> {
  const rows = new Map<string, AssetDelivery>();
  for (const { workflow, pin, files } of run.pinned.values()) {
    if (!run.isChosen(workflow)) continue;
    for (const { file } of pin.description.assetInputs) {
      const path = `assets/${file}`;
      const bytes = files.get(path);
      if (bytes === undefined || rows.has(file)) continue;
      const isThere = await hasContent(home.connection, file, bytes, run);
      if (!isThere && !run.dryRun) {
        await uploadAsset(home.connection, { caseName: workflow, path, bytes }, file, run.world);
      }
      rows.set(file, { server: home.shown, file, state: isThere ? 'unchanged' : 'uploaded' });
    }
  }
  return [...rows.values()];
}

async function hasContent(
  server: Server,
  filename: string,
  bytes: Uint8Array,
  { world }: DeliveryRun,
): Promise<boolean> {
  const answer = await server.request({
    method: 'GET',
    path: viewPath({ filename, subfolder: '', type: 'input' }),
    timeoutMs,
    signal: world.signal,
  });
  return answer.status === 200 && digestOfBytes(answer.body) === digestOfBytes(bytes);
}
