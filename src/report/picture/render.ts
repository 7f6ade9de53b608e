/** `diff --format svg` and `--format html`: the pictures of one diff or of several in one file. */

import type { DrawnDiff } from './drawn-diff.ts';
import { flatSvg } from './flat.ts';
import { picturePage } from './page.ts';
import { pictureSvg } from './svg-document.ts';

export function renderDiffHtml(drawings: readonly DrawnDiff[]): string {
  return picturePage(numbered(drawings));
}

export function renderDiffSvg(drawings: readonly DrawnDiff[]): string {
  return pictureSvg(numbered(drawings));
}

/** Returns an SVG for programs that draw pixels: no variables, no dark looks. */
export function renderDiffFlat(drawings: readonly DrawnDiff[]): string {
  return flatSvg(pictureSvg(numbered(drawings)));
}

/** Scopes are numbered through all diffs, so that anchors are unique in the file. */
function numbered(drawings: readonly DrawnDiff[]): readonly DrawnDiff[] {
  let first = 0;
  return drawings.map((each) => {
    const offset = first;
    first += each.picture.scopes.length;
    const scopes = each.picture.scopes.map((scope) => ({
      ...scope,
      index: scope.index + offset,
      nodes: scope.nodes.map((node) =>
        node.scope === undefined ? node : { ...node, scope: node.scope + offset },
      ),
    }));
    return { ...each, picture: { scopes } };
  });
}
