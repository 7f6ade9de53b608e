/** What the token of an Actions job may ask of GitHub, by the permissions of its job: those that GitHub's reference names for each call. */

type Level = 'read' | 'write';

/** `permissions:` of a job; what is not named is none. */
export type JobPermissions = Readonly<Record<string, string>>;

/** The first row that fits decides; one of its permissions is enough. */
const rows: readonly (readonly [route: RegExp, ...needed: readonly `${string}:${Level}`[]])[] = [
  [/^GET \/user$/],
  [/^POST \/graphql$/],
  [/^GET \/repos\/[^/]+\/[^/]+$/],
  [/^GET .*\/collaborators\/[^/]+\/permission$/],
  [/^PUT .*\/pulls\/\d+\/merge$/, 'contents:write'],
  [/^GET .*\/pulls(\/|$)/, 'pull-requests:read'],
  [/^GET .*\/commits\/[^/]+\/pulls$/, 'pull-requests:read'],
  [/^\w+ .*\/pulls(\/|$)/, 'pull-requests:write'],
  [/^GET .*\/issues\/\d+\/comments$/, 'pull-requests:read', 'issues:read'],
  [/^\w+ .*\/issues\/(\d+|comments)\//, 'pull-requests:write', 'issues:write'],
  [/^GET .*\/issues$/, 'issues:read'],
  [/^\w+ .*\/issues(\/\d+)?$/, 'issues:write'],
  [/^GET .*\/commits\/[^/]+\/statuses$/, 'statuses:read'],
  [/^POST .*\/statuses\/[0-9a-f]+$/, 'statuses:write'],
  [/^GET .*\/commits\/[^/]+\/check-runs$/, 'checks:read'],
  [/^GET .*\/deployments/, 'deployments:read'],
  [/^POST .*\/deployments/, 'deployments:write'],
  [/^GET .*\/actions\/(workflows|runs)\//, 'actions:read'],
  [/^POST .*\/dispatches$/, 'actions:write'],
];

/** True where a job with these permissions is answered; a call that stands in no row is not. */
export function isGranted(call: string, permissions: JobPermissions): boolean {
  const row = rows.find(([route]) => route.test(call));
  if (row === undefined) return false;
  const [, ...needed] = row;
  const has = (wanted: string): boolean => {
    const [name = '', level] = wanted.split(':');
    const given = permissions[name];
    return given === 'write' || (given === 'read' && level === 'read');
  };
  return needed.length === 0 || needed.some(has);
}
