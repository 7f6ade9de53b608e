/** Styles of the page of releases, besides those of every page. */

export const statusStyles = `
body { max-width: 80rem; }
.flows { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 1rem; margin-top: 1.25rem; }
.flow { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .9rem 1.1rem; }
.flow dl { margin: .5rem 0 0; } .flow dl div { display: flex; justify-content: space-between; gap: 1rem; }
.flow dd { margin: 0; font-variant-numeric: tabular-nums; text-align: right; }
table.matrix th[scope=row] { font-weight: 650; } table.matrix td, table.matrix th { padding: .5rem .9rem .5rem 0; }
table.matrix thead th { position: sticky; top: 0; background: var(--paper); color: var(--dim); font-weight: 400; }
.release { white-space: nowrap; } td.none { color: var(--dim); }
.marks { display: flex; flex-wrap: wrap; gap: .3rem; margin-top: .2rem; }
.mark { border: 1px solid currentColor; border-radius: 999px; padding: 0 .5rem; font-size: .8rem; white-space: nowrap; }
ol.timeline { list-style: none; margin: .5rem 0 0; padding: 0; }
ol.timeline li { display: grid; grid-template-columns: 12rem 1fr; gap: 0 1rem; padding: .35rem 0; border-bottom: 1px solid var(--line); }
ol.timeline time { color: var(--dim); white-space: nowrap; font-variant-numeric: tabular-nums; }
@media (max-width: 45rem) {
  body { padding: 1.25rem .9rem 3rem; }
  table.matrix thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table.matrix tr { display: block; border: 1px solid var(--line); border-radius: 6px; background: var(--card); padding: .6rem .9rem; margin-top: .75rem; }
  table.matrix th[scope=row] { display: block; border: 0; padding: 0 0 .3rem; font-size: 1.05rem; }
  table.matrix td { display: grid; grid-template-columns: 5.5rem 1fr; gap: 0 .75rem; padding: .35rem 0; border: 0; border-top: 1px solid var(--line); }
  table.matrix td::before { content: attr(data-label); color: var(--dim); grid-row: span 3; }
  ol.timeline li { grid-template-columns: 1fr; }
}
`;
