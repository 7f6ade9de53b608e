/** Small true values for tests: digests, occupancies, evidence, gate questions. */

import { type Digest, digestOfText } from '../../src/base/digest.ts';
import type { Environment } from '../../src/core/promotion/config-types.ts';
import type { Evidence } from '../../src/core/promotion/evidence.ts';
import type { GateQuestion } from '../../src/core/promotion/gates/gate.ts';
import { foldHistory, type Occupancy, type PinChange } from '../../src/core/promotion/history.ts';
import type { Action } from '../../src/core/promotion/trailers.ts';

export const hour = 3_600_000;
/** The clock of tests: 2026-11-21 00:00 UTC. */
export const day0 = Date.UTC(2026, 10, 21);

export function aDigest(name: string): Digest {
  return digestOfText('test', name);
}

export type Row = readonly [hours: number, release: string | undefined, action?: Action];

/** A history from rows of hours after `day0`; the rendering is the release's own. */
export function aHistory(...rows: Row[]): readonly Occupancy[] {
  return foldHistory(
    rows.map(
      ([hours, name, action = 'promote'], index): PinChange => ({
        commit: `commit-${index}`,
        time: day0 + hours * hour,
        by: 'Ada',
        message: `Change\n\nComfypin-Action: ${action}`,
        ...(name === undefined
          ? {}
          : { pin: { release: aDigest(name), rendering: aDigest(`${name} here`) } }),
      }),
    ),
  );
}

export function someEvidence(change: Partial<Evidence> = {}): Evidence {
  return {
    format: 'comfypin-evidence/1',
    kind: 'active',
    environment: 'staging',
    workflow: 'hero',
    release: aDigest('a'),
    rendering: aDigest('a here'),
    cases: aDigest('cases'),
    interfaces: {},
    models: {},
    versions: {},
    unseen: [],
    verdict: 'passed',
    at: new Date(day0 + hour).toISOString(),
    by: 'Grace',
    cases_run: [],
    ...change,
  };
}

export function anEnvironment(name: string, change: Partial<Environment> = {}): Environment {
  return {
    name,
    servers: [],
    gates: { previous: true, validation: true, smoke: true, soak: 0, approvals: 0 },
    promotion: {
      auto: false,
      merge: 'manual',
      policy: 'latest',
      rollback: 'open',
      edits: 'block',
    },
    cache: 'vary',
    evidence: { bind: ['interface', 'models', 'versions', 'cases', 'device'] },
    ...change,
  };
}

/** The question for release `a` on its way from staging to prod, with everything in its favour. */
export function aQuestion(change: Partial<GateQuestion> = {}): GateQuestion {
  const environment = anEnvironment('prod', { after: 'staging' });
  return {
    workflow: 'hero',
    environment,
    gates: environment.gates,
    before: [{ environment: 'staging', history: aHistory([0, 'a']) }],
    action: 'promote',
    release: aDigest('a'),
    rendering: aDigest('a in prod'),
    validation: { state: 'passed', problems: [] },
    evidence: [
      someEvidence(),
      someEvidence({
        kind: 'candidate',
        environment: 'prod',
        rendering: aDigest('a in prod'),
        at: new Date(day0 + 2 * hour).toISOString(),
      }),
    ],
    stops: [],
    allBans: [],
    now: day0 + 10 * hour,
    ...change,
  };
}
