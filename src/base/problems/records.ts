/** Problems of the family records: evidence, promotions and holds on the branch comfypin-records. */

import { define } from './definition.ts';

export const recordsProblems = {
  'records/tampered': define<{ branch: string; path: string; reason: string }>({
    severity: 'error',
    title: ({ branch, path, reason }) =>
      `${path} on the branch ${branch} was changed after it was written: ${reason}`,
    hint: ({ branch, path }) =>
      `git log ${branch} -- ${path} shows who changed it; restore the file as its first commit has it.`,
    why: 'A record is named by the digest of its content and never changed. One that differs from its name proves nothing, so nothing is decided from this branch until it is repaired.',
    example: {
      branch: 'comfypin-records',
      path: 'evidence/prod/1f2e3d4c5b6a/9a8b.json',
      reason: 'its content has another digest',
    },
  }),
  'records/rewritten': define<{ remote: string; branch: string; seen: string }>({
    severity: 'error',
    title: ({ remote, branch }) =>
      `The history of ${branch} on "${remote}" was rewritten since this clone last saw it.`,
    hint: ({ branch, remote, seen }) =>
      `Push the old history back: git push --force ${remote} ${seen}:refs/heads/${branch}. Or, if the new one is right, forget the old one: git update-ref -d ${seen}`,
    why: 'Records are only ever appended. A branch that no longer holds what it held may have lost evidence, holds or bans; protect it against force-pushes.',
    example: { remote: 'origin', branch: 'comfypin-records', seen: 'refs/comfypin/origin/records' },
  }),
  'records/gone': define<{ remote: string; branch: string; seen: string }>({
    severity: 'error',
    title: ({ remote, branch }) => `The branch ${branch} was on "${remote}" before and is gone.`,
    hint: ({ branch, remote, seen }) =>
      `Push it back from this clone: git push ${remote} ${seen}:refs/heads/${branch}`,
    why: 'Without its records a repository has no evidence, holds or bans. comfypin never takes a lost branch for an empty one.',
    example: { remote: 'origin', branch: 'comfypin-records', seen: 'refs/comfypin/origin/records' },
  }),
  'records/refused': define<{ remote: string; reason: string }>({
    severity: 'error',
    title: ({ remote, reason }) => `"${remote}" refused the push to comfypin-records: ${reason}`,
    hint: () =>
      'Let this login push to the branch comfypin-records; it needs no force-push and no deletion.',
    why: 'Evidence and decisions are appended to this branch. A protection rule or a missing permission stopped that.',
    example: { remote: 'origin', reason: 'protected branch hook declined' },
  }),
  'records/busy': define<{ remote: string; attempt: number }>({
    severity: 'error',
    title: ({ remote, attempt }) =>
      `Others pushed to comfypin-records on "${remote}" each time in ${attempt} tries.`,
    hint: () => 'Run the same command again; what was written already is not written twice.',
    why: 'Every append waits for its turn by trying again. Very many writers at once can make that take too long.',
    example: { remote: 'origin', attempt: 60 },
  }),
} as const;
