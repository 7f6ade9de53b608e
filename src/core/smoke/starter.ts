/** The smoke.yaml that a new workflow begins with: one run as it is pinned. */

export const starterSmoke = `# What a short real run on each environment's server must show, as
#   expect: { hero: { count: 1, width: 1024, height: 1024 } }
# Without more, every output must be there, computed and not blank.
version: 1
cases:
  - name: default
`;
