/** Uploads input files under names made of their content, so that nobody's file is replaced and nothing is sent twice. */

import { digestOfBytes, shortDigest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { isJsonObject, member } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { problem } from '../../base/problem.ts';
import { textOf } from '../../core/smoke/frames.ts';
import type { Server } from '../../world/ports.ts';
import type { World } from '../command.ts';

/** The folder below the server's input folder that case files go to. */
const caseFolder = 'comfypin';
const timeoutMs = 120_000;

export interface Upload {
  readonly caseName: string;
  /** Path inside of the workflow's folder, for messages. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Uploads a case's file and returns the value that names it in an input. */
export async function uploadCaseFile(
  server: Server,
  upload: Upload,
  world: Pick<World, 'signal'>,
): Promise<string> {
  const plain = (upload.path.split('/').at(-1) ?? 'file')
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-');
  const name = `${shortDigest(digestOfBytes(upload.bytes))}-${plain}`;
  const stored = await post(
    server,
    upload,
    { name, subfolder: caseFolder, overwrite: false },
    world,
  );
  return stored.subfolder === '' ? stored.name : `${stored.subfolder}/${stored.name}`;
}

/** Uploads an asset of the release under exactly its own name, which the graph holds and which is made of its content. */
export async function uploadAsset(
  server: Server,
  upload: Upload,
  name: string,
  world: Pick<World, 'signal'>,
): Promise<void> {
  const stored = await post(server, upload, { name, subfolder: '', overwrite: false }, world);
  if (stored.name === name) return;
  await post(server, upload, { name, subfolder: '', overwrite: true }, world);
}

async function post(
  server: Server,
  upload: Upload,
  target: { readonly name: string; readonly subfolder: string; readonly overwrite: boolean },
  world: Pick<World, 'signal'>,
): Promise<{ readonly name: string; readonly subfolder: string }> {
  const { name, subfolder, overwrite } = target;
  const { status, body } = await server.request({
    method: 'POST',
    path: '/upload/image',
    timeoutMs,
    signal: world.signal,
    body: {
      kind: 'multipart',
      parts: [
        { name: 'image', value: upload.bytes, fileName: name },
        { name: 'type', value: 'input' },
        ...(subfolder === '' ? [] : [{ name: 'subfolder', value: subfolder }]),
        ...(overwrite ? [{ name: 'overwrite', value: 'true' }] : []),
      ],
    },
  });
  const parsed = parseJson(new TextDecoder().decode(body), 'python');
  const stored =
    parsed.ok && isJsonObject(parsed.value) ? textOf(member(parsed.value, 'name')) : undefined;
  if (status !== 200 || stored === undefined || !parsed.ok || !isJsonObject(parsed.value)) {
    const args = { case: upload.caseName, path: upload.path, reason: `status ${status}` };
    throw new Failure(problem('smoke/upload-failed', {}, args));
  }
  return { name: stored, subfolder: textOf(member(parsed.value, 'subfolder')) ?? '' };
}
