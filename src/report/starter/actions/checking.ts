/** Actions files for pull requests: one that reads alone and is safe for forks, one that answers and runs nothing of theirs. */

import {
  baseSteps,
  download,
  login,
  program,
  promoting,
  readingSteps,
  reconciling,
  upload,
  writingSteps,
} from './parts.ts';

export const pullRequest = `# Checks every pull request, from forks too: it reads alone, has no secret, and calls no server.
name: pull request
on:
  pull_request:
  # a review changes what the gates say; the job that may write comes after this one, from the default branch
  pull_request_review:
    types: [submitted, dismissed]
  merge_group:
permissions: {}
concurrency:
  group: pull-request-\${{ github.event_name }}-\${{ github.ref }}
  cancel-in-progress: true
${program}
jobs:
  check:
    # a review that only comments changes no gate
    if: github.event_name != 'pull_request_review' || github.event.review.state != 'commented'
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
${readingSteps}
      - name: Tell what changed and where it would run
        env:
          BASE: \${{ github.event.pull_request.base.sha || github.event.merge_group.base_sha }}
          HEAD: \${{ github.event.pull_request.head.sha || github.sha }}
          NUMBER: \${{ github.event.pull_request.number || 0 }}
        run: $COMFYPIN pr check --head "$HEAD" --number "$NUMBER" --out report/check.json --summary "$GITHUB_STEP_SUMMARY" --format github -- "$BASE"
      - uses: ${upload}
        if: always()
        with:
          name: check
          path: report/check.json
          if-no-files-found: ignore
          retention-days: 7
`;

export const comment = `# Answers pull requests: the report of the job that could not write, reviews, commands in comments, merge groups.
# It checks out the default branch alone and runs nothing that a pull request brings.
name: comment
on:
  workflow_run: # zizmor: ignore[dangerous-triggers] nothing of the run is executed, its report is read as hostile data
    workflows: [pull request]
    types: [completed]
  issue_comment:
    types: [created]
  merge_group:
permissions: {}
concurrency:
  group: comment-\${{ github.event.workflow_run.head_sha || github.event.comment.id || github.sha }}
  cancel-in-progress: false
${program}
jobs:
  report:
    if: github.event_name == 'workflow_run' && startsWith(github.event.workflow_run.event, 'pull_request') && github.event.workflow_run.conclusion != 'skipped'
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      actions: read
      checks: read
      contents: read
      pull-requests: write
      statuses: write
${readingSteps}
      - uses: ${download}
        continue-on-error: true
        with:
          name: check
          path: report
          run-id: \${{ github.event.workflow_run.id }}
          github-token: \${{ github.token }}
      - name: Write the report and the gates
        env:
${login}
        run: $COMFYPIN comment --event "$GITHUB_EVENT_PATH" --report report
  reviewed:
    # an approval may be what a merge waits for
    needs: [report]
    if: always() && github.event_name == 'workflow_run' && github.event.workflow_run.event == 'pull_request_review' && github.event.workflow_run.conclusion != 'skipped'
    runs-on: ubuntu-latest
    timeout-minutes: 60
${reconciling}
  command:
    if: github.event_name == 'issue_comment' && startsWith(github.event.comment.body, '/')
    runs-on: ubuntu-latest
    timeout-minutes: 60
${promoting.replace('      pull-requests', '      issues: write\n      pull-requests')}
${writingSteps}
      - name: Carry out the command
        env:
${login}
        run: $COMFYPIN comment --event "$GITHUB_EVENT_PATH"
  merge-group:
    if: github.event_name == 'merge_group'
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      checks: read
      contents: read
      pull-requests: read
      statuses: write
${baseSteps}
      - name: Set the gate of the merge group
        env:
${login}
        run: $COMFYPIN comment --event "$GITHUB_EVENT_PATH"
`;
