/** promotion.yaml and the other files that people write in YAML. */

import { define } from './definition.ts';

const inPlace = (inside: string): string => (inside === '' ? 'at the top' : `in ${inside}`);

export const configProblems = {
  'config/no-repository': define<{ folder: string }>({
    severity: 'error',
    title: ({ folder }) => `There is no promotion.yaml in ${folder} or a folder above it.`,
    hint: () => 'Run comfypin init in the repository’s top folder.',
    why: 'promotion.yaml at the top of the repository names the environments. Every command that deals with environments starts there.',
    example: { folder: 'pictures' },
  }),
  'config/not-on-branch': define<{ branch: string }>({
    severity: 'error',
    title: ({ branch }) => `The branch ${branch} of the remote has no promotion.yaml.`,
    hint: ({ branch }) => `Commit promotion.yaml and push it to ${branch}.`,
    why: 'Gates and servers that decide a promotion are read from the default branch of the remote, never from the work tree, so that a proposal cannot relax its own gates.',
    example: { branch: 'main' },
  }),
  'config/yaml-syntax': define<{ message: string }>({
    severity: 'error',
    title: ({ message }) => `This is not YAML as comfypin reads it: ${message}.`,
    hint: () => 'Correct the line; an editor with YAML support marks the place.',
    why: 'The file cannot be read as one YAML 1.2 document with unique keys. Nothing runs on a broken file.',
    example: { message: 'Map keys must be unique' },
  }),
  'config/unknown-key': define<{
    key: string;
    inside: string;
    nearest?: string | undefined;
    known: readonly string[];
  }>({
    severity: 'error',
    title: ({ key, inside }) => `There is no option "${key}" ${inPlace(inside)}.`,
    hint: ({ nearest, known }) =>
      nearest === undefined
        ? known.length === 0
          ? undefined
          : `Known here: ${known.join(', ')}.`
        : `Did you mean "${nearest}"?`,
    why: 'An unknown key would be an instruction that nobody follows, so nothing runs until it is corrected.',
    example: { key: 'aproval', inside: 'environments.prod.gates', nearest: 'approvals', known: [] },
  }),
  'config/missing-key': define<{ key: string; inside: string }>({
    severity: 'error',
    title: ({ key, inside }) => `The option "${key}" is missing ${inPlace(inside)}.`,
    hint: ({ key }) => `Add ${key}: with its value.`,
    why: 'The option has no default.',
    example: { key: 'version', inside: '' },
  }),
  'config/wrong-type': define<{
    name: string;
    given: string;
    expected: string;
    meaning: string;
    keys: readonly string[];
  }>({
    severity: 'error',
    title: ({ name, given, expected }) =>
      `${name === '' ? 'The file' : name} must be ${expected}, and it is ${given}.`,
    hint: ({ meaning, keys }) => {
      const mapping =
        keys.length === 0 || meaning.includes('{') ? '' : `A mapping has ${keys.join(', ')}.`;
      return [meaning, mapping].filter((each) => each !== '').join(' ') || undefined;
    },
    why: 'The value is of another kind than the option takes.',
    example: {
      name: 'environments.prod.gates.approvals',
      given: 'a text',
      expected: 'a whole number',
      meaning: 'How many people must approve.',
      keys: [],
    },
  }),
  'config/wrong-choice': define<{
    name: string;
    given: string;
    allowed: readonly string[];
    nearest?: string | undefined;
  }>({
    severity: 'error',
    title: ({ name, given }) => `${name} cannot be "${given}".`,
    hint: ({ nearest, allowed }) =>
      nearest === undefined ? `Possible: ${allowed.join(', ')}.` : `Did you mean "${nearest}"?`,
    why: 'The option takes one of a few words.',
    example: {
      name: 'forge.kind',
      given: 'gihub',
      allowed: ['local', 'github'],
      nearest: 'github',
    },
  }),
  'config/wrong-value': define<{ name: string; message: string }>({
    severity: 'error',
    title: ({ name }) => `The value of ${name === '' ? 'the file' : name} is not possible.`,
    hint: ({ message }) => message,
    why: 'The value is of the right kind, but outside of what the option takes.',
    example: {
      name: 'environments.prod.gates.approvals',
      message: 'How many people other than the author must approve, from 0 to 20.',
    },
  }),
  'config/bad-duration': define<{ name: string; given: string }>({
    severity: 'error',
    title: ({ name, given }) => `${name} is not a duration: "${given}".`,
    hint: () => 'Write a number and a unit: 90m, 24h, 7d, 2w.',
    why: 'A duration is whole numbers with the units s, m, h, d and w.',
    example: { name: 'environments.prod.gates.soak', given: '24 hours' },
  }),
  'config/unknown-environment': define<{
    name: string;
    where: string;
    nearest?: string | undefined;
    known: readonly string[];
  }>({
    severity: 'error',
    title: ({ name, where }) => `${where} names the environment "${name}", which is not there.`,
    hint: ({ nearest, known }) =>
      nearest === undefined ? `Environments: ${known.join(', ')}.` : `Did you mean "${nearest}"?`,
    why: 'Environments are the keys under environments: in promotion.yaml.',
    example: {
      name: 'stagging',
      where: 'environments.prod.after',
      nearest: 'staging',
      known: ['dev', 'staging', 'prod'],
    },
  }),
  'config/environment-cycle': define<{ circle: readonly string[] }>({
    severity: 'error',
    title: ({ circle }) => `Environments come after each other in a circle: ${circle.join(' → ')}.`,
    hint: () => 'Take after: away from the environment where changes enter.',
    why: 'Releases move from the first environment along after:, so the order must have a beginning and no circle.',
    example: { circle: ['staging', 'prod', 'staging'] },
  }),
  'config/several-first': define<{ names: readonly string[] }>({
    severity: 'error',
    title: ({ names }) => `Several environments come after none: ${names.join(', ')}.`,
    hint: ({ names }) =>
      `Give ${names[1] ?? 'all but one'} an after:, as after: ${names[0] ?? 'dev'}`,
    why: 'Changes enter in exactly one environment, the one without after:.',
    example: { names: ['dev', 'staging'] },
  }),
  'config/literal-secret': define<{ name: string }>({
    severity: 'error',
    title: ({ name }) => `${name} must name a variable, and it holds something else.`,
    hint: () =>
      'Write $NAME here, set NAME in the environment, and change the secret if it was ever committed.',
    why: 'promotion.yaml is in git, where everybody reads it for ever. A secret is only ever the name of an environment variable.',
    example: { name: 'environments.prod.servers[0].token' },
  }),
  'config/bad-url': define<{ name: string }>({
    severity: 'error',
    title: ({ name }) => `${name} is neither an http(s) address nor $VARIABLE.`,
    hint: () => 'Write it as https://comfy.example:8188 or as the name of a variable, $PROD_URL.',
    why: 'A server is reached over http or https; the address may have a path prefix, but no query.',
    example: { name: 'environments.prod.servers[0].url' },
  }),
  'config/duplicate-model': define<{ name: string; folder: string; line: number }>({
    severity: 'error',
    title: ({ name, folder }) => `The model "${name}" of ${folder} is listed twice under models:.`,
    hint: ({ line }) => `Make one row of this one and the one at line ${line}.`,
    why: 'One row holds one model with its name in every environment.',
    example: { name: 'sd_xl_base_1.0.safetensors', folder: 'checkpoints', line: 12 },
  }),
  'config/ambiguous-model': define<{
    file: string;
    folder: string;
    environment: string;
    names: readonly string[];
  }>({
    severity: 'error',
    title: ({ file, folder, environment, names }) =>
      `In ${environment}, ${folder}/${file} would stand for two models: ${names.join(' and ')}.`,
    hint: ({ environment }) => `Give each model its own file name in ${environment}.`,
    why: 'If two models had one name in an environment, two different releases would look the same there, and the way back would be lost.',
    example: {
      file: 'base.safetensors',
      folder: 'checkpoints',
      environment: 'prod',
      names: ['sd_xl_base', 'sd15_base'],
    },
  }),
  'config/unnamed-model': define<{ folder: string; first: string }>({
    severity: 'error',
    title: ({ folder, first }) => `This model of ${folder} has no name in ${first}.`,
    hint: ({ first }) => `Add ${first}: with the file name there, or name: with a logical name.`,
    why: 'An environment that a row does not mention spells the model as the first one does, or by its logical name.',
    example: { folder: 'checkpoints', first: 'dev' },
  }),
  'config/duplicate-value': define<{ node: string; input: string; line: number }>({
    severity: 'error',
    title: ({ node, input }) => `The input ${input} of ${node} is listed twice under values:.`,
    hint: ({ line }) => `Make one row of this one and the one at line ${line}.`,
    why: 'One row holds one input with its value in every environment.',
    example: { node: 'SaveToS3', input: 'bucket', line: 20 },
  }),
  'config/forge-mismatch': define<{ key: string }>({
    severity: 'error',
    title: ({ key }) => `forge.${key} means nothing for a local forge.`,
    hint: ({ key }) => `Write kind: github, or take ${key} away.`,
    why: 'A local forge keeps pull requests in the git remote itself.',
    example: { key: 'repository' },
  }),
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
  'config/unreadable-recording': define<{ reason: string }>({
    severity: 'error',
    title: ({ reason }) => `The recording of the environment cannot be read: ${reason}`,
    hint: () => 'Record it again: comfypin record --env ENV',
    why: 'environment.json is what offline checks rely on. A recording that is damaged, or was merged by hand, would give wrong answers, so nothing is checked against it.',
    example: { reason: 'Expected a value' },
  }),
  'config/unreadable-file': define<{ reason: string }>({
    severity: 'error',
    title: ({ reason }) => `The file cannot be used: ${reason}`,
    why: 'A file that was named on the command line is absent or holds something else than expected. Nothing was started.',
    example: { reason: 'there is no such file' },
  }),
} as const;
