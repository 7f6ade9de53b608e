/** What a smoke run would do, without a request to any server. */

import type { SmokeReport } from '../../core/smoke/report.ts';
import type { EnvironmentServer } from '../servers/servers.ts';
import type { CaseTask } from './case-types.ts';
import type { SmokeRequest } from './smoke-choice.ts';
import type { SmokeSubject } from './smoke-subject.ts';

/** Returns the report of a run in which nothing ran: nothing is known of any release. */
export function plannedReport(
  { environment, kind, leftOut = [] }: SmokeRequest,
  subjects: readonly SmokeSubject[],
  tasks: readonly CaseTask[],
  servers: readonly EnvironmentServer[],
): SmokeReport {
  const workflows = subjects.map((subject) => ({
    workflow: subject.workflow,
    release: subject.pin.digests.release,
    cases: tasks
      .filter((each) => each.subject === subject)
      .map(({ planned }) => planned.smokeCase.name),
  }));
  return {
    environment: environment.name,
    kind,
    verdict: 'unverifiable',
    workflows: [],
    recorded: false,
    ...(leftOut.length === 0 ? {} : { leftOut }),
    planned: { servers: servers.map(({ url }) => url), workflows },
  };
}
