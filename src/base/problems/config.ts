/** Problems of the family config. */

import { define } from './definition.ts';

export const configProblems = {
  'config/missing-variable': define<{ name: string }>({
    severity: 'error',
    title: ({ name }) => `The environment variable ${name} is not set`,
    hint: ({ name }) =>
      `Set it for this command (export ${name}=…), in GitHub Actions by "env: { ${name}: \${{ secrets.${name} }} }".`,
    why: 'promotion.yaml names secrets and addresses by environment variables, so that none of them stands in git. They are read only when a server is called.',
    example: { name: 'STAGING_TOKEN' },
  }),
  'config/bad-server-url': define<{ url: string }>({
    severity: 'error',
    title: ({ url }) => `The server url ${url} is no http or https address`,
    hint: () => 'Write it in full, as http://127.0.0.1:8188 or https://comfy.example/base/path.',
    why: 'A server is named by its base address; paths such as /prompt are added to it.',
    example: { url: 'comfy.staging.example' },
  }),
  'config/no-server': define<{ environment: string }>({
    severity: 'error',
    title: ({ environment }) => `The environment ${environment} names no server`,
    hint: ({ environment }) =>
      `Add one to promotion.yaml: environments: { ${environment}: { servers: [http://127.0.0.1:8188] } }`,
    why: 'What needs a running ComfyUI asks the servers of the environment, one after the other.',
    example: { environment: 'staging' },
  }),
} as const;
