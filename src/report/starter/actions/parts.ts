/** What the Actions files have in common: pinned actions, how comfypin is started, what a job may and knows. */

/** Every action by the full commit of its release; the comment names the release. */
const checkout = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1';
const setupNode = 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0';
export const upload = 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0';
export const download =
  'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1';

export const program = `env:
  # The repository variable COMFYPIN takes another way to start it, as "node dist/main.js".
  COMFYPIN: \${{ vars.COMFYPIN || 'npx --yes comfypin@0.1.0' }}`;

const node = `      - uses: ${setupNode}
        with:
          node-version: '20'
          package-manager-cache: false
      - name: Install what the repository pins
        if: hashFiles('package-lock.json') != ''
        run: npm ci`;

function reading(ref = ''): string {
  return `    steps:
      - uses: ${checkout}
        with:
          fetch-depth: 0
${ref}          persist-credentials: false
${node}`;
}

/** Steps that check out all history and read alone. */
export const readingSteps = reading();

/** As `readingSteps`, on the default branch also where the event is about another one. */
export const baseSteps = reading(`          # what is asked about does not say how it is asked
          ref: \${{ github.event.repository.default_branch }}
`);

/** Steps that check out all history and may push with the job's token. */
export const writingSteps = `    steps:
      - uses: ${checkout}
        with:
          fetch-depth: 0
          # comfypin pushes the branches of pull requests and its records
          persist-credentials: true
          token: \${{ secrets.COMFYPIN_TOKEN || github.token }}
${node}`;

/** How a job signs in; an App goes before a token. */
export const login = `          # pull requests opened with github.token start no checks; those of a GitHub App do
          COMFYPIN_APP_ID: \${{ vars.COMFYPIN_APP_ID }}
          COMFYPIN_APP_PRIVATE_KEY: \${{ secrets.COMFYPIN_APP_PRIVATE_KEY }}
          GITHUB_TOKEN: \${{ secrets.COMFYPIN_TOKEN || github.token }}
          GIT_AUTHOR_NAME: comfypin
          GIT_AUTHOR_EMAIL: comfypin@users.noreply.github.com
          GIT_COMMITTER_NAME: comfypin
          GIT_COMMITTER_EMAIL: comfypin@users.noreply.github.com`;

/** The variables that promotion.yaml names: addresses are variables, keys are secrets of the environment. */
export const servers = `          DEV_URL: \${{ vars.DEV_URL }}
          DEV_TOKEN: \${{ secrets.DEV_TOKEN }}
          STAGING_URL: \${{ vars.STAGING_URL }}
          STAGING_TOKEN: \${{ secrets.STAGING_TOKEN }}
          PROD_URL: \${{ vars.PROD_URL }}
          PROD_TOKEN: \${{ secrets.PROD_TOKEN }}`;

/** The addresses alone, for a job that calls no server. */
export const addresses = `          DEV_URL: \${{ vars.DEV_URL }}
          STAGING_URL: \${{ vars.STAGING_URL }}
          PROD_URL: \${{ vars.PROD_URL }}`;

/** What a job may that opens pull requests, sets statuses, publishes deployments and starts smoke runs. */
export const promoting = `    permissions:
      actions: write
      checks: read
      contents: write
      deployments: write
      pull-requests: write
      statuses: write`;

/** Returns the choice of an environment in a form. */
export function environmentInput(names: string): string {
  return `      environment:
        description: Environment
        required: true
        type: choice
        options: [${names}]`;
}

/** The rest of a job that does what is due, one at a time. */
export const reconciling = `    concurrency:
      group: comfypin-reconcile
      cancel-in-progress: false
${promoting}
${writingSteps}
      - name: Do what is due
        env:
${login}
        run: $COMFYPIN reconcile`;
