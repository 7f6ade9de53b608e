/** Downloads what a run left on its server. */

import { Failure } from '../../base/failure.ts';
import { titleOf } from '../../base/problem.ts';
import { viewPath } from '../../core/smoke/outputs.ts';
import type { NodeOutput, OutputFile } from '../../core/smoke/types.ts';
import type { FetchedFile, FetchedOutput } from '../../core/smoke/verdict.ts';
import type { Server } from '../../world/ports.ts';
import { type TransferContext, transfer } from './transfer.ts';

/** For all files of one run. */
const maxBytes = 256 * 1024 * 1024;

/** Returns every output with its bytes, or with the reason why there are none. */
export async function fetchOutputs(
  server: Server,
  outputs: readonly NodeOutput[],
  world: TransferContext,
): Promise<readonly FetchedOutput[]> {
  let left = maxBytes;
  const fetched: FetchedOutput[] = [];
  for (const { node, files, texts, streamed } of outputs) {
    const got: FetchedFile[] = streamed.map((bytes, index) => ({
      name: `websocket_${String(index + 1).padStart(5, '0')}.png`,
      bytes,
    }));
    for (const file of files) {
      const one = await fetchFile(server, file, left, world);
      left -= one.bytes?.length ?? 0;
      got.push(one);
    }
    fetched.push({ node, files: got, texts });
  }
  return fetched;
}

async function fetchFile(
  server: Server,
  file: OutputFile,
  limit: number,
  world: TransferContext,
): Promise<FetchedFile> {
  const name = file.filename;
  const request = { method: 'GET', path: viewPath(file), maxBytes: Math.max(1, limit) } as const;
  try {
    const { status, body } = await transfer(server, request, world);
    if (status === 200) return { name, bytes: body };
    return { name, unreadable: `the server answered ${status}`, unknown: status >= 500 };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    const tooLarge = thrown.problems.some(({ code }) => code === 'server/too-large');
    return { name, unreadable: thrown.problems.map(titleOf).join('; '), unknown: !tooLarge };
  }
}
