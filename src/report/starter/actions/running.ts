/** Actions files for work near the servers: smoke runs, captured canvases, drift. What runs there holds no right to push. */

import {
  addresses,
  download,
  environmentInput,
  login,
  program,
  promoting,
  readingSteps,
  servers,
  upload,
  writingSteps,
} from './parts.ts';

export const smoke = `# Runs smoke cases on the environment's runner, and records what another job has checked.
name: smoke
on:
  workflow_dispatch:
    inputs:
${environmentInput('dev, staging, prod')}
      kind:
        description: What is pinned there, or what is proposed
        type: choice
        options: [active, candidate]
        default: active
      workflows:
        description: Workflows with spaces between (empty for all)
        type: string
      ref:
        description: Where a candidate is read, as refs/pull/12/head
        type: string
      commit:
        description: The commit that somebody looked at; another one is refused
        type: string
      stale:
        description: Only what no evidence speaks for
        type: boolean
        default: false
permissions: {}
concurrency:
  group: comfypin-smoke-\${{ inputs.environment }}-\${{ inputs.kind }}-\${{ inputs.workflows }}
  cancel-in-progress: false
${program}
jobs:
  parts:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
    outputs:
      matrix: \${{ steps.parts.outputs.matrix }}
${readingSteps}
      - name: Split it into parts
        id: parts
        env:
          ENVIRONMENT: \${{ inputs.environment }}
          WORKFLOWS: \${{ inputs.workflows }}
          CANDIDATE: \${{ inputs.kind == 'candidate' && '--candidate' || '' }}
          STALE: \${{ inputs.stale && '--stale' || '' }}
          REF: \${{ inputs.ref }}
          COMMIT: \${{ inputs.commit }}
        run: $COMFYPIN smoke matrix --as matrix --env "$ENVIRONMENT" $CANDIDATE $STALE \${REF:+--ref="$REF"} \${COMMIT:+--commit="$COMMIT"} -- $WORKFLOWS >> "$GITHUB_OUTPUT"
  run:
    needs: [parts]
    if: needs.parts.outputs.matrix != ''
    strategy:
      fail-fast: false
      matrix: \${{ fromJSON(needs.parts.outputs.matrix) }}
    runs-on: \${{ matrix.runner || 'ubuntu-latest' }}
    timeout-minutes: 120
    environment: \${{ inputs.environment }}
    permissions:
      contents: read
${readingSteps}
      - name: Run the cases
        env:
          ENVIRONMENT: \${{ inputs.environment }}
          WORKFLOWS: \${{ inputs.workflows }}
          CANDIDATE: \${{ inputs.kind == 'candidate' && '--candidate' || '' }}
          STALE: \${{ inputs.stale && '--stale' || '' }}
          SHARD: \${{ matrix.shard }}
          REF: \${{ inputs.ref }}
          COMMIT: \${{ inputs.commit }}
${servers}
        run: $COMFYPIN smoke --env "$ENVIRONMENT" $CANDIDATE $STALE --shard "$SHARD" \${REF:+--ref="$REF"} \${COMMIT:+--commit="$COMMIT"} --evidence evidence --report report -- $WORKFLOWS
      - uses: ${upload}
        if: always()
        with:
          name: evidence-\${{ strategy.job-index }}
          path: evidence
          if-no-files-found: ignore
      - uses: ${upload}
        if: always()
        with:
          name: report-\${{ strategy.job-index }}
          path: report
          if-no-files-found: ignore
  record:
    needs: [run]
    if: always() && needs.run.result != 'skipped'
    runs-on: ubuntu-latest
    timeout-minutes: 30
${promoting}
${writingSteps}
      - uses: ${download}
        with:
          pattern: evidence-*
          path: evidence
          merge-multiple: true
      - name: Check the evidence and append it
        env:
          REF: \${{ inputs.ref }}
${login}
        run: $COMFYPIN records append --allow-none \${REF:+--head="$REF"} -- evidence
      - name: Go on with what waited for it
        if: always()
        env:
${login}
        run: $COMFYPIN reconcile
`;

/** A first job, on a hosted runner, tells which runner the next one needs; `who` narrows it. */
function where(who: string): string {
  return `  where:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
    outputs:
      matrix: \${{ steps.where.outputs.matrix }}
${readingSteps}
      - name: Tell which runner reaches which servers
        id: where
        env:
          # on a schedule what no job reaches is left alone; who starts it by hand wants to be told
          REACHABLE: \${{ github.event_name == 'schedule' && '--reachable' || '' }}
${addresses}
        run: $COMFYPIN environments --as matrix${who} $REACHABLE >> "$GITHUB_OUTPUT"`;
}

/** What the jobs share that go where the matrix says. */
const there = `    needs: [where]
    if: needs.where.outputs.matrix != ''
    strategy:
      fail-fast: false
      matrix: \${{ fromJSON(needs.where.outputs.matrix) }}
    runs-on: \${{ matrix.runner || 'ubuntu-latest' }}
    timeout-minutes: 30
    environment: \${{ matrix.environment }}`;

export const capture = `# Takes canvases that were saved on the first environment's server into pull requests.
name: capture
on:
  workflow_dispatch:
  schedule:
    - cron: '11 * * * *'
permissions: {}
concurrency:
  group: comfypin-capture-\${{ github.ref }}
  cancel-in-progress: false
${program}
jobs:
${where(' --first')}
  capture:
${there}
    permissions:
      contents: write
      pull-requests: write
${writingSteps}
      - name: Take what was saved
        env:
          ENVIRONMENT: \${{ matrix.environment }}
${login}
${servers}
        run: $COMFYPIN capture -- "$ENVIRONMENT"
`;

export const drift = `# Compares each environment's server with its recording: one issue says what differs, smoke runs are started again.
name: drift
on:
  workflow_dispatch:
  schedule:
    - cron: '41 4 * * *'
permissions: {}
concurrency:
  group: comfypin-drift-\${{ github.ref }}
  cancel-in-progress: false
${program}
jobs:
${where('')}
  drift:
${there}
    permissions:
      actions: write
      contents: read
      issues: write
${readingSteps}
      - name: Compare it with the recording
        env:
          ENVIRONMENT: \${{ matrix.environment }}
${login}
${servers}
        run: $COMFYPIN drift --issue -- "$ENVIRONMENT"
`;
