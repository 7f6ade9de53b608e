/** `convert`: a canvas as the frontend of an environment would export it. */

import { isAbsolute, join } from 'node:path';
import { Failure } from '../base/failure.ts';
import { hasErrors, problem } from '../base/problem.ts';
import { parseCatalog } from '../core/catalog/parse.ts';
import { parseEnvironment } from '../core/catalog/recording.ts';
import type { Catalog } from '../core/catalog/types.ts';
import { contractFile } from '../core/promotion/release-files.ts';
import { withoutExposedSeeds } from '../core/promotion/seed-drift.ts';
import { parseContract } from '../core/workflow/contract.ts';
import { resolveContract } from '../core/workflow/contract-bindings.ts';
import { convertCanvas } from '../core/workflow/convert/convert.ts';
import type { ApiPrompt, CanvasWorkflow, Contract } from '../core/workflow/types.ts';
import { type ConvertAnswer, renderConversion } from '../report/text/convert.ts';
import { command, type World } from './command.ts';
import { readDocument } from './project/documents.ts';
import { openProject } from './project/project.ts';
import { newerServer } from './servers/newer-server.ts';

export const convert = command({
  name: 'convert',
  summary: 'Convert a canvas to the API format exactly as ComfyUI does',
  description:
    'The node types come from the environment.json beside the file, from that of --env, or from a file with\n' +
    'the answer of GET /object_info. The rules are those of the frontend that belongs to the server.',
  examples: [
    'comfypin convert workflows/dev/hero/canvas.json',
    'comfypin convert saved.json --env dev > workflow_api.json',
    'comfypin convert saved.json --object-info object_info.json --frontend 1.49.6',
  ],
  arguments: [{ name: 'file', summary: 'the canvas that ComfyUI saved', required: true }],
  options: {
    env: { type: 'text', value: 'env', summary: 'take the recording of this environment' },
    objectInfo: { type: 'text', value: 'file', summary: 'take the answer of GET /object_info' },
    frontend: { type: 'text', value: 'version', summary: 'convert by the rules of this version' },
  },
  run: async ({ words, options }, world) => {
    const file = words[0] ?? '';
    const document = await readDocument(file, world, 'canvas.json');
    if (document.format === 'api') {
      const value: ConvertAnswer = {
        prompt: document.workflow as ApiPrompt,
      };
      return { value, problems: [] };
    }
    const catalog = (await chosenCatalog(options, world)) ?? document.catalog;
    if (catalog === undefined) {
      const message = 'There is no recording beside the file: name --env or --object-info.';
      throw new Failure(problem('cli/usage', {}, { message, command: 'convert' }));
    }
    const { frontend } = options;
    const { prompt, problems } = convertCanvas(
      document.workflow as CanvasWorkflow,
      catalog,
      frontend === undefined ? {} : { frontend },
    );
    const value: ConvertAnswer = prompt === undefined ? {} : { prompt };
    const bindings =
      prompt === undefined
        ? []
        : resolveContract(prompt, catalog, contractIn(document.contract)).bindings;
    const said = withoutExposedSeeds(problems, bindings);
    const placed = said.map((each) => ({ ...each, at: { file, ...each.at } }));
    return { value, problems: [...newerServer([catalog]), ...placed] };
  },
  renderers: { text: renderConversion },
});

/** A contract that cannot be read exposes nothing here; `pin` says what is wrong with it. */
function contractIn(text: string | undefined): Contract | undefined {
  return text === undefined ? undefined : parseContract(text, contractFile).contract;
}

interface CatalogOptions {
  readonly env: string | undefined;
  readonly objectInfo: string | undefined;
}

async function chosenCatalog(
  { env, objectInfo }: CatalogOptions,
  world: World,
): Promise<Catalog | undefined> {
  if (objectInfo !== undefined) {
    const path = isAbsolute(objectInfo) ? objectInfo : join(world.folder, objectInfo);
    return parseCatalog({ objectInfo: await readText(path, objectInfo, world) });
  }
  if (env === undefined) return undefined;
  const { top } = await openProject(world);
  const file = `workflows/${env}/environment.json`;
  const { catalog, problems } = parseEnvironment(
    await readText(join(top, file), file, world),
    file,
  );
  if (hasErrors(problems)) throw new Failure(problems);
  return catalog;
}

async function readText(path: string, word: string, { disk }: World): Promise<string> {
  const bytes = await disk.read(path);
  if (bytes === undefined) {
    throw new Failure(problem('cli/no-document', {}, { word, tried: [path] }));
  }
  return new TextDecoder().decode(bytes);
}
