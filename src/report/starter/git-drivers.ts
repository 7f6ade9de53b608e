/** What `init --git-drivers` sets up in a clone: how git merges and shows the files of workflows. */

/** Settings of git; `comfypin` must be found in PATH. */
export const gitSettings: readonly (readonly [name: string, value: string])[] = [
  ['merge.comfypin.name', 'comfypin: workflows as graphs'],
  ['merge.comfypin.driver', 'comfypin merge --git-driver %P %O %A %B --quiet'],
  ['diff.comfypin.command', 'comfypin git diff'],
  ['diff.comfypin.textconv', 'comfypin git text'],
  ['diff.comfypin.cachetextconv', 'true'],
  ['diff.comfypin.xfuncname', '^([^ ].*)$'],
  ['difftool.comfypin.cmd', 'comfypin diff "$LOCAL" "$REMOTE"'],
  ['mergetool.comfypin.cmd', 'comfypin resolve "$MERGED" --interactive'],
  ['mergetool.comfypin.trustExitCode', 'false'],
];

/** Every hook of ours holds this line, so that it is known again. */
export const hookMark = '# comfypin: pins what a merge, a rebase or a commit changed';

const namesIn = `sed -n -e 's#^workflows/\\([^/]*\\)/\\(.*\\)/canvas\\.json$#\\2@\\1#p' \\
    -e 's#^workflows/\\([^/]*\\)/\\(.*\\)/workflow\\.json$#\\2@\\1#p' \\
    -e 's#^workflows/\\([^/]*\\)/\\(.*\\)/pin\\.json$#\\2@\\1#p' | sort -u`;

const pinStaged = `#!/bin/sh
${hookMark}
names=$(git diff --cached --name-only HEAD -- workflows 2>/dev/null |
  ${namesIn})
[ -n "$names" ] || exit 0
paths=$(comfypin pin --paths --quiet $names)
[ $? -ne 5 ] || exit 1
[ -z "$paths" ] || printf '%s\\n' "$paths" | git add --pathspec-from-file=-
`;

/** A merge writes its tree before any hook runs, so its commit, which nobody has seen yet, is made again with the pins. By plumbing: git refuses to amend before the merge has ended. */
const pinMerge = `#!/bin/sh
${hookMark}
case $(git reflog -1 --format=%gs) in *'Merge made by'*) ;; *) exit 0 ;; esac
names=$(git diff --name-only HEAD^1 HEAD -- workflows |
  ${namesIn})
[ -n "$names" ] || exit 0
paths=$(comfypin pin --paths --quiet $names)
[ -n "$paths" ] || exit 0
printf '%s\\n' "$paths" | git add --pathspec-from-file=-
again=$(git log -1 --format=%B | git commit-tree "$(git write-tree)" -p HEAD^1 -p HEAD^2) &&
  git update-ref -m 'comfypin: pin again' HEAD "$again"
`;

/** A rebase made its commits without hooks; what its last one leaves to pin is a commit of its own, by plumbing, since git still holds the rebase. */
const pinAfterRebase = `#!/bin/sh
${hookMark}
[ "$1" = rebase ] || exit 0
names=$(while read -r _ new _; do git diff-tree -r --name-only --no-commit-id "$new" -- workflows; done |
  ${namesIn})
[ -n "$names" ] || exit 0
paths=$(comfypin pin --paths --quiet $names)
[ -n "$paths" ] || exit 0
printf '%s\\n' "$paths" | git add --pathspec-from-file=-
git diff --cached --quiet HEAD && exit 0
again=$(git commit-tree "$(git write-tree)" -p HEAD -m 'Pin again after the rebase') &&
  git update-ref -m 'comfypin: pin again' HEAD "$again" &&
  echo 'comfypin: pinned again after the rebase, in a commit of its own' >&2
`;

/**
 * A cherry-pick or revert commits without the hooks before a commit; its commit, which nobody has seen yet, is made again with the pins.
 * Of several the last one: git goes on from the commit that it made itself.
 */
const pinPicked = `#!/bin/sh
${hookMark}
case $(git reflog -1 --format=%gs) in cherry-pick:* | revert:*) ;; *) exit 0 ;; esac
start=HEAD^
todo=$(git rev-parse --git-path sequencer/todo)
if [ -f "$todo" ]; then
  [ "$(grep -c . "$todo")" -le 1 ] || exit 0
  start=$(cat "$(git rev-parse --git-path sequencer/head)")
fi
names=$(git diff --name-only "$start" HEAD -- workflows |
  ${namesIn})
[ -n "$names" ] || exit 0
paths=$(comfypin pin --paths --quiet $names)
[ -n "$paths" ] || exit 0
printf '%s\\n' "$paths" | git add --pathspec-from-file=-
git diff --cached --quiet HEAD && exit 0
GIT_AUTHOR_NAME=$(git log -1 --format=%an)
GIT_AUTHOR_EMAIL=$(git log -1 --format=%ae)
GIT_AUTHOR_DATE=$(git log -1 --format=%ad --date=raw)
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE
again=$(git log -1 --format=%B | git commit-tree "$(git write-tree)" -p HEAD^) &&
  git update-ref -m 'comfypin: pin again' HEAD "$again"
`;

/** Hook → its script. */
export const gitHooks: ReadonlyMap<string, string> = new Map([
  ['pre-commit', pinStaged],
  ['post-commit', pinPicked],
  ['post-merge', pinMerge],
  ['post-rewrite', pinAfterRebase],
]);
