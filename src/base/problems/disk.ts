/** The file system of this machine. */

import { define } from './definition.ts';

export const diskProblems = {
  'disk/unreadable': define<{ path: string; reason: string }>({
    severity: 'error',
    title: ({ path, reason }) => `${path} cannot be read: ${reason}`,
    why: 'A file that is there could not be read. comfypin never takes that for an absent file.',
    example: { path: 'workflows/dev/hero/workflow.json', reason: 'permission denied' },
  }),
  'disk/unwritable': define<{ path: string; reason: string }>({
    severity: 'error',
    title: ({ path, reason }) => `${path} cannot be written: ${reason}`,
    why: 'Files are written beside their place and renamed, so the old content is still there.',
    example: { path: 'reports/smoke.json', reason: 'no space left on device' },
  }),
} as const;
