/** The GitHub Actions files of a workflow repository, as `init` writes them. They hold no logic: each step is one comfypin call. */

/** Every action by the full commit of its release; the comment names the release. */
const checkout = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1';
const setupNode = 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0';

const program = `env:
  # The repository variable COMFYPIN takes another way to start it, as "node dist/main.js".
  COMFYPIN: \${{ vars.COMFYPIN || 'npx --yes comfypin@0.1.0' }}`;

const node = `      - uses: ${setupNode}
        with:
          node-version: '20'
          package-manager-cache: false
      - name: Install what the repository pins
        if: hashFiles('package-lock.json') != ''
        run: npm ci`;

const pullRequest = `# Checks every pull request, from forks too: it reads alone, and calls no server.
name: pull request
on:
  pull_request:
  merge_group:
permissions: {}
concurrency:
  group: pull-request-\${{ github.ref }}
  cancel-in-progress: true
${program}
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
    steps:
      - uses: ${checkout}
        with:
          fetch-depth: 0
          persist-credentials: false
${node}
      - name: Tell what changed
        if: github.event_name == 'pull_request'
        env:
          BASE: \${{ github.event.pull_request.base.sha }}
        run: $COMFYPIN diff "$BASE" --format markdown >> "$GITHUB_STEP_SUMMARY"
      - name: Check the pins
        run: $COMFYPIN pin --check --format github
      - name: Validate against the recorded environments
        run: $COMFYPIN validate --all --offline --format github
`;

const environmentChoice = `      environment:
        description: Environment
        required: true
        type: choice
        options: [staging, prod]`;

/** One at a time per environment: a promotion and a rollback never run side by side. */
const oneAtATime = `concurrency:
  group: comfypin-\${{ inputs.environment }}
  cancel-in-progress: false`;

const writingJob = `    runs-on: ubuntu-latest
    timeout-minutes: 60
    environment: \${{ inputs.environment }}
    permissions:
      contents: write
      pull-requests: write
      statuses: write
    steps:
      - uses: ${checkout}
        with:
          fetch-depth: 0
          # comfypin pushes the branch of the pull request and its records
          persist-credentials: true
          token: \${{ secrets.COMFYPIN_TOKEN || github.token }}
${node}`;

const writingVariables = `          # pull requests opened with github.token start no checks; a token of a GitHub App does
          GITHUB_TOKEN: \${{ secrets.COMFYPIN_TOKEN || github.token }}
          GIT_AUTHOR_NAME: comfypin
          GIT_AUTHOR_EMAIL: comfypin@users.noreply.github.com
          GIT_COMMITTER_NAME: comfypin
          GIT_COMMITTER_EMAIL: comfypin@users.noreply.github.com
          STAGING_URL: \${{ vars.STAGING_URL }}
          STAGING_TOKEN: \${{ secrets.STAGING_TOKEN }}
          PROD_URL: \${{ vars.PROD_URL }}
          PROD_TOKEN: \${{ secrets.PROD_TOKEN }}`;

const promote = `# Brings workflows into an environment: opens or updates the pull request, and merges it when its gates pass.
name: promote
on:
  workflow_dispatch:
    inputs:
      workflow:
        description: Workflow, or a glob as acme/*
        required: true
        type: string
${environmentChoice}
      merge:
        description: Merge when the gates pass
        type: boolean
        default: false
permissions: {}
${oneAtATime}
${program}
jobs:
  promote:
${writingJob}
      - name: Promote
        env:
          WORKFLOW: \${{ inputs.workflow }}
          ENVIRONMENT: \${{ inputs.environment }}
          MERGE: \${{ inputs.merge && '--merge' || '' }}
${writingVariables}
        run: $COMFYPIN promote --env "$ENVIRONMENT" $MERGE -- "$WORKFLOW"
`;

const rollback = `# Takes a workflow one step back in an environment, or to a release that it names.
name: rollback
on:
  workflow_dispatch:
    inputs:
      workflow:
        description: Workflow
        required: true
        type: string
${environmentChoice}
      release:
        description: Release, as v14 (empty for the one before)
        type: string
      reason:
        description: Why, for the records
        required: true
        type: string
      now:
        description: Merge at once
        type: boolean
        default: true
permissions: {}
${oneAtATime}
${program}
jobs:
  rollback:
${writingJob}
      - name: Roll back
        env:
          WORKFLOW: \${{ inputs.workflow }}
          ENVIRONMENT: \${{ inputs.environment }}
          RELEASE: \${{ inputs.release }}
          REASON: \${{ inputs.reason }}
          NOW: \${{ inputs.now && '--now' || '' }}
${writingVariables}
        run: $COMFYPIN rollback $NOW \${RELEASE:+--release="$RELEASE"} --reason="$REASON" -- "$WORKFLOW@$ENVIRONMENT"
`;

/** Path → text. */
export const actionsFiles: ReadonlyMap<string, string> = new Map([
  ['.github/workflows/pull-request.yml', pullRequest],
  ['.github/workflows/promote.yml', promote],
  ['.github/workflows/rollback.yml', rollback],
]);
