/** Looks of the page around a picture: list and drawing side by side where there is room, one below the other on a phone. */

export const pageStyles = `
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
header { padding: 1.1rem 1.5rem .9rem; border-bottom: 1px solid var(--edge); }
h1 { font-size: 1.3rem; line-height: 1.3; margin: 0; }
.kind { margin: .2rem 0 0; color: var(--dim); } .kind strong { color: var(--ink); }
main { display: grid; grid-template-columns: minmax(17rem, 23rem) minmax(0, 1fr); align-items: start; }
nav { position: sticky; top: 0; max-height: 100vh; overflow: auto; padding: .4rem .75rem 2rem 1.5rem; border-right: 1px solid var(--edge); }
nav h2 { font-size: .95rem; margin: 1.1rem 0 .35rem; } .count { font-weight: 400; color: var(--dim); font-size: .85rem; }
nav ol { list-style: none; margin: 0; padding: 0; }
.line { display: grid; grid-template-columns: 1.3rem 1fr; gap: .25rem; padding: .35rem .5rem; border-radius: 6px; color: var(--ink); text-decoration: none; font-size: .88rem; line-height: 1.45; }
.ends { display: flex; flex-wrap: wrap; gap: .15rem .35rem; margin-top: .2rem; } .ends a, .ends > span { color: var(--ink); text-decoration: none; background: var(--bar); padding: 0 .35em; border-radius: 4px; } .ends a:hover { text-decoration: underline; } .ends a:focus-visible { outline: 3px solid var(--move); } .ends details { flex-basis: 100%; } .ends details a { display: inline-block; margin: .15rem .35rem 0 0; } .ends summary { color: var(--dim); cursor: pointer; }
a.line:hover { background: var(--bar); } a.line:focus-visible, .canvas:focus-visible { outline: 3px solid var(--move); outline-offset: -2px; }
.line b { font-weight: 800; text-align: center; } .added .line b, .legend .added b { color: var(--add); } .removed .line b, .legend .removed b { color: var(--gone); } .changed .line b, .legend .changed b { color: var(--edit); } .legend .moved b { color: var(--move); }
code { font: .92em ui-monospace, SFMono-Regular, Menlo, monospace; background: var(--bar); padding: 0 .25em; border-radius: 3px; }
ins { background: var(--add-back); color: var(--add); text-decoration: none; padding: 0 .15em; } ins::before { content: "+"; } del { background: var(--gone-back); color: var(--gone); padding: 0 .15em; } del::before { content: "−"; }
.folded { margin: .1rem .5rem; color: var(--dim); font-size: .85rem; }
.drawings { min-width: 0; padding: .75rem 1.5rem 3rem; }
.controls { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; align-items: center; padding: .4rem 0; background: var(--paper); }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin: 0; padding: 0; list-style: none; font-size: .85rem; color: var(--dim); } .legend b { font-size: 1.05rem; }
.morph { display: flex; gap: .5rem; align-items: center; font-size: .85rem; } .morph[hidden] { display: none; } .morph input { width: 9rem; accent-color: var(--move); }
/* without script: the whole drawing at a glance */
.fit { font-size: .85rem; color: var(--dim); display: flex; gap: .35rem; align-items: center; } .drawings:has(#fit:checked) .canvas svg { min-width: 0 !important; }
.morph button { font: inherit; padding: .1rem .7rem; border: 1px solid var(--edge); border-radius: 5px; background: var(--body); color: var(--ink); }
section h2 { font-size: 1rem; margin: .8rem 0 .4rem; }
.canvas { overflow: auto; border: 1px solid var(--edge); border-radius: 8px; background-color: var(--paper); background-image: radial-gradient(var(--bar) 1px, transparent 1px); background-size: 18px 18px; }
.canvas svg { display: block; width: 100%; height: auto; margin: 0 auto; }
.node:target .body { animation: found 1s ease-out 2; } @keyframes found { from { stroke-width: 14; } to { stroke-width: 5; } }
@media (prefers-reduced-motion: reduce) { .node:target .body { animation: none; } }
@media (max-width: 860px) { .controls { position: static; } header { padding: .9rem 1rem .7rem; } main { display: block; } nav { position: static; max-height: none; border: 0; padding: 0 .75rem .5rem; } .drawings { padding: .5rem .75rem 2rem; } }
@media print { main { display: block; } nav { position: static; max-height: none; } .controls { position: static; } .canvas { overflow: visible; } .canvas svg { min-width: 0 !important; } }
`;
