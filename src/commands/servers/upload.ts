/** Uploads input files under names made of their content, so that nobody's file is replaced and nothing is sent twice. */

import { digestOfBytes, shortDigest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { isJsonObject, member } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { problem } from '../../base/problem.ts';
import { textOf } from '../../core/smoke/frames.ts';
import type { Server } from '../../world/ports.ts';
import { type TransferContext, type TransferRequest, transfer } from './transfer.ts';

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
  folder: string,
  world: TransferContext,
): Promise<string> {
  const target = { name: plainName(upload), subfolder: folder, overwrite: false };
  return pathOf(await post(server, upload, target, world));
}

/** Uploads a picture, then the mask that is put into its transparency; returns the value that names the picture with it. */
export async function uploadMask(
  server: Server,
  { mask, picture }: { readonly mask: Upload; readonly picture: Upload },
  folder: string,
  world: TransferContext,
): Promise<string> {
  const target = { name: plainName(picture), subfolder: folder, overwrite: false };
  const stored = await post(server, picture, target, world);
  const both = digestOfBytes(Buffer.concat([picture.bytes, mask.bytes]));
  const name = `${shortDigest(both)}-masked.png`;
  const original = JSON.stringify({
    filename: stored.name,
    subfolder: stored.subfolder,
    type: 'input',
  });
  return pathOf(
    await post(server, mask, { name, subfolder: folder, overwrite: true, original }, world),
  );
}

function plainName({ path, bytes }: Upload): string {
  const plain = (path.split('/').at(-1) ?? 'file')
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-');
  return `${shortDigest(digestOfBytes(bytes))}-${plain}`;
}

function pathOf({ name, subfolder }: Stored): string {
  return subfolder === '' ? name : `${subfolder}/${name}`;
}

/** Uploads an asset of the release under exactly its own name, which the graph holds and which is made of its content. */
export async function uploadAsset(
  server: Server,
  upload: Upload,
  name: string,
  world: TransferContext,
): Promise<void> {
  const stored = await post(server, upload, { name, subfolder: '', overwrite: false }, world);
  if (stored.name === name) return;
  await post(server, upload, { name, subfolder: '', overwrite: true }, world);
}

interface Stored {
  readonly name: string;
  readonly subfolder: string;
}

interface Target extends Stored {
  readonly overwrite: boolean;
  /** `original_ref` of a mask: the picture that it is put on. */
  readonly original?: string;
}

async function post(
  server: Server,
  upload: Upload,
  { name, subfolder, overwrite, original }: Target,
  world: TransferContext,
): Promise<Stored> {
  const request: TransferRequest = {
    method: 'POST',
    path: original === undefined ? '/upload/image' : '/upload/mask',
    body: {
      kind: 'multipart',
      parts: [
        { name: 'image', value: upload.bytes, fileName: name },
        { name: 'type', value: 'input' },
        ...(subfolder === '' ? [] : [{ name: 'subfolder', value: subfolder }]),
        ...(overwrite ? [{ name: 'overwrite', value: 'true' }] : []),
        ...(original === undefined ? [] : [{ name: 'original_ref', value: original }]),
      ],
    },
  };
  const { status, body } = await transfer(server, request, world);
  const parsed = parseJson(new TextDecoder().decode(body), 'python');
  const stored =
    parsed.ok && isJsonObject(parsed.value) ? textOf(member(parsed.value, 'name')) : undefined;
  if (status !== 200 || stored === undefined || !parsed.ok || !isJsonObject(parsed.value)) {
    const args = { case: upload.caseName, path: upload.path, reason: `status ${status}` };
    throw new Failure(problem('smoke/upload-failed', {}, args));
  }
  return { name: stored, subfolder: textOf(member(parsed.value, 'subfolder')) ?? '' };
}
