/** What is known of the model files that a workflow uses: by its pin, and by what its canvas says of their origin. */

import { shortDigest } from '../../base/digest.ts';
import { isJsonObject } from '../../base/json.ts';
import { parseJson } from '../../base/json-parse.ts';
import { parsePin } from '../../core/promotion/pin.ts';
import {
  canvasFile,
  pinFile,
  textOf,
  type WorkflowFiles,
} from '../../core/promotion/release-files.ts';
import { modelSourcesIn } from '../../core/workflow/model-sources.ts';
import type { ModelInput } from '../../core/workflow/types.ts';

export interface UsedFile {
  readonly folder: string;
  readonly file: string;
  readonly sha256?: string;
  readonly size?: number;
  readonly url?: string;
  readonly releases: readonly string[];
}

/** Returns the files with their origin; a canvas names a file without the folders below the model folder. */
export function withKnowledge(
  inputs: readonly ModelInput[],
  workflow: string,
  files: WorkflowFiles,
): readonly UsedFile[] {
  const { pin } = parsePin(textIn(files, pinFile));
  const canvas = parseJson(textIn(files, canvasFile));
  const sources = canvas.ok && isJsonObject(canvas.value) ? modelSourcesIn(canvas.value) : [];
  const releases = pin === undefined ? [] : [`${workflow} (${shortDigest(pin.digests.release)})`];
  return inputs.map(({ node, input, folder, file }) => {
    const pinned = pin?.description.modelInputs.find(
      (each) => each.node === node && each.input === input && each.file === file,
    );
    const source = sources.find(
      (each) => each.directory === folder && baseName(each.name) === baseName(file),
    );
    const sha256 = pinned?.sha256 ?? source?.sha256;
    return {
      folder,
      file,
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(pinned?.size === undefined ? {} : { size: pinned.size }),
      ...(source?.url === undefined ? {} : { url: source.url }),
      releases,
    };
  });
}

function textIn(files: WorkflowFiles, name: string): string {
  const bytes = files.get(name);
  return (bytes === undefined ? undefined : textOf(bytes)) ?? '';
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
