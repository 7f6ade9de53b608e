/** Converts a canvas to the API format as ComfyUI's own frontend does, by the rules of its version. */

import type { JsonObject } from '../../../base/json.ts';
import type { Problem } from '../../../base/problem.ts';
import { problem } from '../../../base/problem.ts';
import type { Catalog } from '../../catalog/types.ts';
import type { ApiPrompt, CanvasWorkflow } from '../types.ts';
import { bigIntegersIn } from './big-integers.ts';
import { executionOrder } from './execution-order.ts';
import { endFindings, lookAt, startFindings } from './findings.ts';
import { flatten } from './flatten.ts';
import { loadGraphs } from './load.ts';
import { isStop, plain } from './plain.ts';
import { writePrompt } from './prompt.ts';
import { repairLinks } from './repair-links.ts';
import { isNewerThanKnown, rulesOf } from './rules.ts';
import { makeSession, type Session } from './session.ts';
import { prepareNodes, settleNodes } from './settle.ts';
import type { Chance } from './texts.ts';

export interface ConvertOptions {
  /** Version of the frontend whose rules count; the catalog's by default, the newest known where that is silent. */
  readonly frontend?: string;
  /** Draws in dynamic prompts and fills in dates; without it such texts are kept and reported. */
  readonly chance?: Chance;
}

export interface Conversion {
  /** Undefined where the page could not load or convert the canvas. */
  readonly prompt: ApiPrompt | undefined;
  readonly problems: readonly Problem[];
}

export function convertCanvas(
  canvas: CanvasWorkflow,
  catalog: Catalog,
  options: ConvertOptions = {},
): Conversion {
  const version = options.frontend ?? catalog.versions.frontend;
  const rules = rulesOf(version);
  const session = makeSession(catalog, rules);
  if (version !== undefined && isNewerThanKnown(version)) {
    session.problems.push(problem('canvas/newer-frontend', {}, { version, known: rules.version }));
  }
  try {
    const prompt = convert(session, canvas, options.chance);
    return { prompt, problems: session.problems };
  } catch (thrown) {
    if (!isStop(thrown)) throw thrown;
    const { stage, reason } = thrown;
    const found = problem('canvas/not-convertible', {}, { stage, reason });
    return { prompt: undefined, problems: [...session.problems, found] };
  }
}

function convert(session: Session, canvas: CanvasWorkflow, chance: Chance | undefined): ApiPrompt {
  const met = { hasLiterals: false };
  const data = plain(canvas, 0, met) as JsonObject;
  if (met.hasLiterals) session.problems.push(...bigIntegersIn(canvas));
  loadGraphs(session, session.rules.repairsLinks ? repairLinks(data) : data);
  settleNodes(session);
  prepareNodes(session);
  const places = flatten(session, executionOrder(session.root));
  const findings = startFindings(session);
  const prompt = writePrompt(session, places, chance, (place, sent) =>
    lookAt(findings, place, sent),
  );
  session.problems.push(...endFindings(findings, session, prompt));
  return prompt;
}
