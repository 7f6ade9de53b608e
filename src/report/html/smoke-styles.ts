/** Styles of a smoke report, besides those of every page. */

export const smokeStyles = `
:root { --cold: #6b7fd7; --warm: #d08a4a; }
@media (prefers-color-scheme: dark) { :root { --cold: #8c9eff; --warm: #e6a86b; } }
.bar.cold { background: var(--cold); } .bar.warm { background: var(--warm); margin-top: .15rem; }
.pictures.small { grid-template-columns: repeat(auto-fill, minmax(min(100%, 9rem), 1fr)); }
figure video { display: block; width: 100%; max-height: 26rem; background: #000; } figure audio { width: 100%; }
figcaption { margin-top: .25rem; }
table.overview td, table.overview th { padding: .35rem .75rem .35rem 0; }
.scroll { overflow-x: auto; }
th.number { text-align: right; }
table.runs td, table.runs th { overflow-wrap: break-word; } table.runs td:last-child { overflow-wrap: anywhere; }
.graph { overflow: auto; max-height: 32rem; border: 1px solid var(--line); border-radius: 4px; padding: .75rem; margin-top: .5rem; }
.graph text { font: 13px system-ui, sans-serif; fill: var(--ink); } .graph text.below { font-size: 11px; fill: var(--dim); }
.graph .node rect { fill: var(--paper); stroke: var(--line); stroke-width: 1.5; } .graph .ran rect { stroke: var(--cold); }
.graph .cached rect { stroke-dasharray: 4 3; } .graph .failed rect { stroke: var(--failed); stroke-width: 2.5; }
.graph .link { fill: none; stroke: var(--line); stroke-width: 1.5; }
@media (max-width: 40rem) { body { padding: 1.25rem .75rem 3rem; } .case > .inside { padding: .75rem; } td.wide, th.wide { display: none; }
  table.overview .minor { display: none; } }
`;
