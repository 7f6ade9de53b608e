/** Looks of a picture, light and dark by what the reader's system asks for. Contrast of every text is 4.5 to 1 or more. */

/** Custom properties and rules of the drawing; `root` is what they hang on. */
export const pictureStyles = (root: string): string => `
${root} { --paper: #fbfbfa; --body: #ffffff; --edge: #c3cad2; --bar: #e9edf1; --ink: #1d2126; --dim: #57606a; --wire: #9aa4af;
  --add: #136c2e; --add-back: #d7f5dd; --gone: #b1202a; --gone-back: #fde3e1; --edit: #8a5300; --edit-back: #fff0c2; --move: #0a5cb8; --row: #fff8e1; }
@media (prefers-color-scheme: dark) { ${root} { --paper: #14171a; --body: #1f242a; --edge: #48515b; --bar: #2b3138; --ink: #e8eaed; --dim: #a9b2bc; --wire: #66707b;
  --add: #5fd37f; --add-back: #143822; --gone: #ff8f86; --gone-back: #43191c; --edit: #f0c04c; --edit-back: #3d2f0c; --move: #7ab8ff; --row: #2c2715; } }
.picture text { font: 14px system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--ink); }
.picture .group rect { fill: var(--dim); fill-opacity: .06; stroke: var(--edge); stroke-dasharray: 2 4; }
.picture .group text { font-size: 18px; fill: var(--dim); }
.picture .group.added rect { stroke: var(--add); } .picture .group.added text { fill: var(--add); }
.picture .group.removed rect { stroke: var(--gone); fill: none; } .picture .group.removed text { fill: var(--gone); text-decoration: line-through; }
.picture .group.changed rect { stroke: var(--edit); } .picture .group .now { fill: var(--add); }
.picture .link { fill: none; stroke: var(--wire); stroke-width: 2; }
.picture .link.added { stroke: var(--add); stroke-width: 3.5; }
.picture .link.removed { stroke: var(--gone); stroke-width: 3; stroke-dasharray: 7 6; }
.picture .mark circle { fill: var(--paper); stroke-width: 2; }
.picture .mark text { text-anchor: middle; font-weight: 700; }
.picture .mark.added circle { stroke: var(--add); } .picture .mark.added text { fill: var(--add); }
.picture .mark.removed circle { stroke: var(--gone); } .picture .mark.removed text { fill: var(--gone); }
.picture .ghost rect { fill: none; stroke: var(--move); stroke-dasharray: 5 5; opacity: .65; }
.picture .ghost path { stroke: var(--move); stroke-width: 1.5; stroke-dasharray: 2 5; opacity: .65; }
.picture .ghost text { fill: var(--move); font-size: 12px; }
.picture .body { fill: var(--body); stroke: var(--edge); stroke-width: 1.2; }
.picture .bar { fill: var(--bar); }
.picture .title { font-size: 15px; font-weight: 600; }
.picture .open .title { text-decoration: underline; fill: var(--move); }
.picture .id { font-size: 12px; fill: var(--dim); text-anchor: end; }
.picture .badge { fill: var(--body); stroke: currentColor; stroke-width: 2; }
.picture .sign { font-weight: 800; font-size: 16px; text-anchor: middle; fill: currentColor; }
.picture .slot { fill: var(--wire); stroke: var(--body); } .picture .slot.added { fill: var(--add); } .picture .slot.removed { fill: var(--gone); } .picture .slot.changed { fill: var(--edit); }
.picture .input, .picture .output { font-size: 13px; fill: var(--dim); } .picture .output { text-anchor: end; }
.picture .input.added { fill: var(--add); font-weight: 600; } .picture .input.changed { fill: var(--edit); font-weight: 600; } .picture .input.removed { fill: var(--gone); text-decoration: line-through; }
.picture .row { fill: var(--row); }
.picture .name, .picture .arrow { fill: var(--dim); }
.picture .was { fill: var(--gone); text-decoration: line-through; } .picture .now { fill: var(--add); font-weight: 650; }
.picture .node.added { color: var(--add); } .picture .node.added .body { stroke: var(--add); stroke-width: 3; } .picture .node.added .bar { fill: var(--add-back); } .picture .node.added .row { fill: none; }
.picture .node.removed { color: var(--gone); } .picture .node.removed .body { stroke: var(--gone); stroke-width: 2.5; stroke-dasharray: 8 5; fill-opacity: .75; } .picture .node.removed .bar { fill: var(--gone-back); } .picture .node.removed .title { text-decoration: line-through; } .picture .node.removed .row { fill: none; }
.picture .node.changed { color: var(--edit); } .picture .node.changed .body { stroke: var(--edit); stroke-width: 3; } .picture .node.changed .bar { fill: var(--edit-back); }
.picture .node.moved.same { color: var(--move); } .picture .node.moved.same .body { stroke: var(--move); stroke-width: 2; }
.picture .node.muted, .picture .node.bypassed { opacity: .75; }
.picture .node:focus { outline: none; } .picture .node:focus-visible .body, .picture .node:target .body { stroke: var(--move); stroke-width: 5; stroke-dasharray: none; }
`;
