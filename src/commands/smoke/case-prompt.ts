/** The graph of a case as it is sent: the pinned one with the case's inputs, its files uploaded. */

import type { Json } from '../../base/json.ts';
import { withInput } from '../../core/smoke/case-run.ts';
import { greyOf } from '../../core/smoke/similarity.ts';
import type { ApiPrompt } from '../../core/workflow/types.ts';
import type { World } from '../command.ts';
import { type Upload, uploadAsset, uploadCaseFile, uploadMask } from '../servers/upload.ts';
import { transfersOf } from './case-transfers.ts';
import type { CaseTask, Trial } from './case-types.ts';

/** Uploads what the case and the release name, and returns the pinned graph with the case's inputs. */
export async function preparedPrompt(
  trial: Trial,
  { subject, planned }: CaseTask,
): Promise<ApiPrompt> {
  const { server } = trial.ready;
  const { inputFolder: folder = '' } = trial.options;
  const transfers = transfersOf(trial);
  const caseName = planned.smokeCase.name;
  const uploadOf = (path: string) => ({
    caseName,
    path,
    bytes: subject.files.get(path) ?? new Uint8Array(),
  });
  for (const { file } of subject.pin.description.assetInputs) {
    const path = `assets/${file}`;
    if (subject.files.has(path)) await uploadAsset(server, uploadOf(path), file, transfers);
  }
  let prompt = subject.names.prompt;
  for (const { place, value, file, maskOf } of planned.settings) {
    const given: Json =
      file === undefined
        ? (value ?? null)
        : maskOf === undefined
          ? await uploadCaseFile(server, uploadOf(file), folder, transfers)
          : await uploadMask(
              server,
              { mask: await transparent(uploadOf(file), trial.world), picture: uploadOf(maskOf) },
              folder,
              transfers,
            );
    prompt = withInput(prompt, place, given);
  }
  return prompt;
}

/** ComfyUI takes the transparency of a mask; one without any means white by what is to be painted over. */
async function transparent(upload: Upload, { images }: Pick<World, 'images'>): Promise<Upload> {
  const mask = await images.read(upload.bytes);
  if (mask === undefined || mask.hasAlpha) return upload;
  const data = new Uint8Array(mask.data);
  for (let at = 0; at < data.length; at += 4) {
    data[at + 3] = 255 - Math.round(greyOf(mask.data, at / 4));
  }
  return { ...upload, bytes: await images.png({ ...mask, data }) };
}
