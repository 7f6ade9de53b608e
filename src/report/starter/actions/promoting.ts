/** Actions files for promotions and rollbacks: forms for people, and the planner on every push, on a schedule, and when a status or a check changes. */

import {
  environmentInput,
  login,
  program,
  promoting,
  reconciling,
  servers,
  writingSteps,
} from './parts.ts';

export const promote = `# Brings workflows into an environment: by the form, or by itself where promotion.yaml says so.
name: promote
on:
  workflow_dispatch:
    inputs:
      workflow:
        description: Workflow, or a glob as acme/*
        required: true
        type: string
${environmentInput('staging, prod')}
      merge:
        description: Merge when the gates pass
        type: boolean
        default: false
  push:
    branches: [main]
  schedule:
    # late or lost runs lose nothing: time gates are computed anew each time
    - cron: '17,47 * * * *'
  status:
  check_run:
    types: [completed]
permissions: {}
${program}
jobs:
  promote:
    if: github.event_name == 'workflow_dispatch'
    runs-on: ubuntu-latest
    timeout-minutes: 60
    environment: \${{ inputs.environment }}
    concurrency:
      group: comfypin-\${{ inputs.environment }}
      cancel-in-progress: false
${promoting}
${writingSteps}
      - name: Promote
        env:
          WORKFLOW: \${{ inputs.workflow }}
          ENVIRONMENT: \${{ inputs.environment }}
          MERGE: \${{ inputs.merge && '--merge' || '' }}
${login}
${servers}
        run: $COMFYPIN promote --env "$ENVIRONMENT" --allow-waiting --format github $MERGE -- "$WORKFLOW"
  reconcile:
    # statuses of ours are what it sets itself
    if: github.event_name != 'workflow_dispatch' && !startsWith(github.event.context, 'comfypin/')
    runs-on: ubuntu-latest
    timeout-minutes: 60
${reconciling}
`;

export const rollback = `# Takes a workflow one step back in an environment, or to a release that it names.
name: rollback
on:
  workflow_dispatch:
    inputs:
      workflow:
        description: Workflow
        required: true
        type: string
${environmentInput('staging, prod')}
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
concurrency:
  group: comfypin-\${{ inputs.environment }}
  cancel-in-progress: false
${program}
jobs:
  rollback:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    environment: \${{ inputs.environment }}
${promoting}
${writingSteps}
      - name: Roll back
        env:
          WORKFLOW: \${{ inputs.workflow }}
          ENVIRONMENT: \${{ inputs.environment }}
          RELEASE: \${{ inputs.release }}
          REASON: \${{ inputs.reason }}
          NOW: \${{ inputs.now && '--now' || '' }}
${login}
${servers}
        run: $COMFYPIN rollback --allow-waiting --format github $NOW \${RELEASE:+--release="$RELEASE"} --reason="$REASON" -- "$WORKFLOW@$ENVIRONMENT"
`;
