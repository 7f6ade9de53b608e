/** The JSON schema of a smoke report, `smoke.json` of a report folder; `schemas/smoke-report.schema.json` is written from it. */

const text = { type: 'string' } as const;
const seconds = { type: 'number', minimum: 0 } as const;
const count = { type: 'integer', minimum: 0 } as const;

const verdict = {
  enum: ['passed', 'failed', 'errored', 'unverifiable'],
  description: 'passed, failed (a definite no), errored (nobody knows) or unverifiable.',
} as const;

function listOf<S extends object>(description: string, items: S) {
  return { type: 'array', description, items } as const;
}

function objectOf<P extends object>(
  description: string,
  required: readonly (keyof P & string)[],
  properties: P,
) {
  return {
    type: 'object',
    description,
    additionalProperties: false,
    required,
    properties,
  } as const;
}

const numbers = { type: 'array', items: { type: 'number' } } as const;

const picture = objectOf(
  'A decoded picture: what its file and its pixels say.',
  ['format', 'width', 'height', 'hasAlpha', 'mean', 'deviation'],
  {
    format: text,
    width: count,
    height: count,
    hasAlpha: { type: 'boolean' },
    mean: { ...numbers, description: 'Of red, green and blue, 0 to 255.' },
    deviation: { ...numbers, description: 'Of red, green and blue, 0 to 255.' },
    alphaDeviation: { type: 'number', description: 'Deviation of the transparency.' },
    sharpness: { type: 'number', description: 'Variance of the Laplacian of the grey values.' },
    noise: {
      type: 'number',
      description: '0 where neighbours are alike, 1 where they are by chance.',
    },
  },
);

const comparison = objectOf('One file beside another picture.', ['with', 'likeness'], {
  with: { ...text, description: 'The path of the golden picture, or the release before.' },
  likeness: {
    description: 'How alike they are, or different-size.',
    oneOf: [
      { const: 'different-size' },
      objectOf('Pixel and ssim are 1 where they are equal, hash is 0.', ['pixel', 'ssim', 'hash'], {
        pixel: { type: 'number' },
        ssim: { type: 'number' },
        hash: count,
      }),
    ],
  },
  path: { ...text, description: 'The other picture, below the report folder.' },
  heatMap: { ...text, description: 'Where they differ, below the report folder.' },
});

const file = objectOf('A file that an output gave.', ['name', 'bytes'], {
  name: text,
  bytes: count,
  sha256: { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' },
  path: { ...text, description: 'Below the report folder.' },
  picture,
  media: { type: 'object', description: 'What the container of a video or a sound says.' },
  comparisons: listOf('Pictures that it was compared with.', comparison),
});

const score = objectOf('What a scorer said.', ['scorer', 'scores'], {
  scorer: text,
  scores: { type: 'object', additionalProperties: { type: 'number' } },
  notes: listOf('What it said besides.', text),
  failed: { ...text, description: 'Why it said nothing.' },
});

const output = objectOf('What a declared output gave.', ['name', 'files', 'texts'], {
  name: text,
  files: listOf('Its files.', file),
  texts: listOf('Its texts.', text),
  scores: listOf('What scorers said of it.', score),
});

const timings = listOf(
  'Time per node, as the websocket told it.',
  objectOf('One node.', ['node', 'ms'], { node: text, classType: text, ms: seconds }),
);

const heat = { enum: ['cold', 'warm'], description: 'Whether models had to be loaded.' } as const;

const attempt = objectOf(
  'One prompt that was sent, and why.',
  ['promptId', 'end', 'why', 'server', 'seconds', 'timings'],
  {
    promptId: text,
    end: text,
    why: text,
    server: text,
    seconds,
    executionSeconds: { ...seconds, description: 'By the clock of the server.' },
    heat,
    timings,
  },
);

const runError = objectOf('Why a run did not succeed.', ['class', 'message'], {
  class: {
    ...text,
    description: 'validation, out-of-memory, node-failed, server-lost, timeout, …',
  },
  message: text,
  node: objectOf('The node that raised.', ['id', 'title', 'classType'], {
    id: text,
    title: text,
    classType: text,
  }),
  exception: text,
  trace: listOf('The innermost frames, without folders and values.', text),
  details: listOf('What validation refused.', text),
});

const value = { description: 'Any value of an input.' } as const;

const change = objectOf(
  'What the server changed of the graph that it was sent.',
  ['kind', 'node', 'from', 'to'],
  {
    kind: { enum: ['coerced', 'replaced', 'different'] },
    node: text,
    input: text,
    from: value,
    to: value,
  },
);

const caseReport = objectOf(
  'One smoke case.',
  [
    'name',
    'verdict',
    'server',
    'end',
    'seconds',
    'cached',
    'attempts',
    'outputs',
    'changes',
    'timings',
    'reasons',
    'hints',
  ],
  {
    name: text,
    verdict,
    server: text,
    end: { ...text, description: 'success, failure, cancelled, lost, unknown or not sent.' },
    error: runError,
    seconds,
    executionSeconds: seconds,
    cached: { type: 'boolean', description: 'True where an output came from the cache alone.' },
    varied: { type: 'object', description: 'The input that was varied to prove that it computes.' },
    attempts: listOf('Every prompt that was sent.', attempt),
    retries: listOf('Uploads and downloads that were tried again, and why.', text),
    outputs: listOf('Declared outputs.', output),
    changes: listOf('Coercions and replacements by the server.', change),
    timings,
    graph: listOf('The graph that ran.', { type: 'object' }),
    candidates: listOf(
      'Other seeds of the same case.',
      objectOf('One of them.', ['verdict', 'reasons', 'outputs'], {
        verdict,
        reasons: listOf('Why it did not pass.', text),
        outputs: listOf('Its outputs.', output),
      }),
    ),
    device: text,
    memory: objectOf('Bytes in use on the device at the worst moment seen.', ['peak'], {
      peak: count,
      total: count,
    }),
    executed: { ...text, description: 'The graph that ran, as a file below the report folder.' },
    preview: {
      ...text,
      description:
        'The last preview of a run that came to no good end, as a file below the report folder.',
    },
    reasons: listOf('Why the verdict is not passed.', text),
    hints: listOf('What to do about it.', text),
  },
);

const statistics = objectOf('Times of runs that ended well.', ['runs', 'p50', 'p99'], {
  runs: count,
  p50: seconds,
  p99: seconds,
});

const workflow = objectOf(
  'A workflow and its cases.',
  ['workflow', 'release', 'rendering', 'casesDigest', 'verdict', 'versions', 'cases'],
  {
    workflow: text,
    release: text,
    rendering: text,
    casesDigest: text,
    verdict,
    evidenceKey: text,
    versions: { type: 'object', additionalProperties: text },
    times: objectOf('Cold and warm runs apart.', [], { cold: statistics, warm: statistics }),
    cases: listOf('Its cases.', caseReport),
  },
);

export const smokeReportSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'smoke-report.schema.json',
  title: 'Smoke report',
  ...objectOf(
    'What comfypin smoke found: the value of its JSON answer.',
    ['environment', 'kind', 'verdict', 'workflows', 'recorded'],
    {
      environment: text,
      kind: { enum: ['candidate', 'active'], description: 'candidate or active.' },
      verdict,
      workflows: listOf('What ran.', workflow),
      servers: listOf(
        'Servers that ran something.',
        objectOf('One of them.', ['url', 'queue', 'cases', 'errored'], {
          url: text,
          device: text,
          queue: { ...count, description: 'Prompts of others there, at the worst moment seen.' },
          cases: { ...count, description: 'Cases whose last run was there.' },
          errored: { ...count, description: 'Those of them whose end nobody knows.' },
        }),
      ),
      leftOut: listOf('Workflows that were chosen and not run.', text),
      recorded: { type: 'boolean', description: 'True where the evidence was appended.' },
      evidence: listOf('Evidence files that were written.', text),
      folder: { ...text, description: 'Where the files are, as it was given.' },
      planned: objectOf('What would run, of a dry run.', ['servers', 'workflows'], {
        servers: listOf('Servers that would be used.', text),
        workflows: listOf(
          'Workflows with their cases.',
          objectOf('One of them.', ['workflow', 'release', 'cases'], {
            workflow: text,
            release: text,
            cases: listOf('Names of its cases.', text),
          }),
        ),
      }),
    },
  ),
} as const;
