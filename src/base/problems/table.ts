/** The problem table: every code of every family, once. */

import { bugProblems } from './bug.ts';
import { canvasProblems } from './canvas.ts';
import { captureProblems } from './capture.ts';
import { cliProblems } from './cli.ts';
import { configProblems } from './config.ts';
import type { ProblemDefinition } from './definition.ts';
import { diffProblems } from './diff.ts';
import { diskProblems } from './disk.ts';
import { doctorProblems } from './doctor.ts';
import { driftProblems } from './drift.ts';
import { evidenceProblems } from './evidence.ts';
import { forgeProblems } from './forge.ts';
import { gateProblems } from './gate.ts';
import { gateAskedProblems } from './gate-asked.ts';
import { gitProblems } from './git.ts';
import { githubProblems } from './github.ts';
import { mergeProblems } from './merge.ts';
import { pinProblems } from './pin.ts';
import { promotionProblems } from './promotion.ts';
import { recordsProblems } from './records.ts';
import { serverProblems } from './server.ts';
import { smokeProblems } from './smoke.ts';
import { smokeRunProblems } from './smoke-runs.ts';
import { smokeServerProblems } from './smoke-servers.ts';
import { validateProblems } from './validate.ts';
import { validateFileProblems } from './validate-files.ts';
import { validateInputProblems } from './validate-inputs.ts';
import { verifyProblems } from './verify.ts';
import { whenceProblems } from './whence.ts';
import { workflowProblems } from './workflow.ts';

export const problemTable = {
  ...bugProblems,
  ...canvasProblems,
  ...captureProblems,
  ...cliProblems,
  ...configProblems,
  ...diffProblems,
  ...diskProblems,
  ...doctorProblems,
  ...driftProblems,
  ...evidenceProblems,
  ...forgeProblems,
  ...gateProblems,
  ...gateAskedProblems,
  ...gitProblems,
  ...githubProblems,
  ...mergeProblems,
  ...pinProblems,
  ...promotionProblems,
  ...recordsProblems,
  ...serverProblems,
  ...smokeProblems,
  ...smokeRunProblems,
  ...smokeServerProblems,
  ...validateProblems,
  ...validateFileProblems,
  ...validateInputProblems,
  ...verifyProblems,
  ...whenceProblems,
  ...workflowProblems,
} as const;

export type ProblemCode = keyof typeof problemTable;
export type ProblemArgs<C extends ProblemCode> =
  (typeof problemTable)[C] extends ProblemDefinition<infer A> ? A : never;
