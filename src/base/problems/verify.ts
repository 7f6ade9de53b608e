/** Problems of the family verify: links of a chain that are not there or are not what they say. */

import { define } from './definition.ts';

export interface Link {
  readonly workflow: string;
  readonly environment: string;
  /** As `active evidence`. */
  readonly what: string;
}

const at = { workflow: 'hero', environment: 'prod' };

export const verifyProblems = {
  'verify/broken': define<Link & { detail: string }>({
    severity: 'error',
    title: ({ workflow, environment, what, detail }) =>
      `The ${what} of ${workflow} in ${environment} does not hold: ${detail}`,
    hint: ({ environment, workflow }) =>
      `git log -- workflows/${environment}/${workflow} and git log comfypin-records show who changed what.`,
    why: 'A link that contradicts its own digest, its merge or its signature was changed after it was made. Nothing that rests on it is proven.',
    example: { ...at, what: 'active evidence', detail: 'its signature is not of its content' },
  }),
  'verify/missing': define<Link & { detail: string }>({
    severity: 'error',
    title: ({ workflow, environment, what, detail }) =>
      `The ${what} of ${workflow} in ${environment} is missing: ${detail}`,
    hint: () =>
      'git fetch may bring it; comfypin promote and pr merge append records that are still missing.',
    why: 'Above the first environment a release comes by a promotion that says which gates held and which evidence they went by. Where that is missing, something got past the gates.',
    example: { ...at, what: 'promotion', detail: 'no record of the merge 1f2e3d4c5b6a' },
  }),
  'verify/unsigned': define<Link>({
    severity: 'error',
    title: ({ workflow, environment, what }) =>
      `The ${what} of ${workflow} in ${environment} has no signature of a trusted key.`,
    hint: ({ environment }) =>
      `With the key in its variable: comfypin smoke --env ${environment} --stale --record`,
    why: 'promotion.yaml names trusted keys, so evidence that none of them signed does not count.',
    example: { ...at, what: 'active evidence' },
  }),
} as const;
