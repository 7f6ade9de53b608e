/** Downloads what a run left on its server. */

import { Failure } from '../../base/failure.ts';
import { titleOf } from '../../base/problem.ts';
import { viewPath } from '../../core/smoke/outputs.ts';
import type { NodeOutput, OutputFile } from '../../core/smoke/types.ts';
import type { FetchedFile, FetchedOutput } from '../../core/smoke/verdict.ts';
import type { Server } from '../../world/ports.ts';
import { type TransferContext, transfer } from '../servers/transfer.ts';

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

/** A login or a limit stands before the file; whether it is there is not said. */
const turnedAway = new Set([301, 302, 303, 307, 308, 401, 402, 403, 407, 429]);
const pageNames = /\.(html?|xhtml|svg|txt|xml|json)$/i;

/** What a login or a proxy gives with status 200. */
function isWebPage(body: Uint8Array): boolean {
  const start = new TextDecoder('latin1').decode(body.subarray(0, 200));
  return /^(\u00ef\u00bb\u00bf)?\s*<(!doctype html|html)[\s>]/i.test(start);
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
    if (status !== 200) {
      const unknown = status >= 500 || turnedAway.has(status);
      return { name, unreadable: `the server answered ${status}`, unknown };
    }
    if (isWebPage(body) && !pageNames.test(name))
      return { name, unreadable: 'a web page came in its place', unknown: true };
    return { name, bytes: body };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    const tooLarge = thrown.problems.some(({ code }) => code === 'server/too-large');
    return { name, unreadable: thrown.problems.map(titleOf).join('; '), unknown: !tooLarge };
  }
}
