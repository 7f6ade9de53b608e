/** The shell of an HTML report: one file, no network, no script, light and dark by what the reader's system asks for. */

/** Returns a whole document; `body` is markup that is escaped already, `title` is text, `more` are styles of this kind of page. */
export function htmlPage(title: string, body: string, more = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; media-src 'self' file:; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${styles}${more}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** Escapes for HTML text and quoted attributes; control characters, which a browser would drop or act on, become U+FFFD. */
export function escapeHtml(text: string): string {
  return text
    .replace(
      /[^\t\n\u0020-\u007e\u00a0-\u200d\u2010-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu,
      '\ufffd',
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Returns a path below the report's folder as a URL; no segment of it can be a scheme, a query or a step upward. */
export function fileUrl(path: string): string {
  const segments = path.split('/').filter((each) => each !== '' && each !== '.' && each !== '..');
  return escapeHtml(`./${segments.map(encodeURIComponent).join('/')}`);
}

const styles = `
:root { --paper: #fbfbfa; --card: #fff; --ink: #1d2126; --dim: #5d6670; --line: #dcdfe3; --bar: #6b7fd7;
  --passed: #14713b; --failed: #b3261e; --unsure: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171a; --card: #1d2126; --ink: #e8eaed; --dim: #a1a9b3; --line: #363c43;
  --bar: #8c9eff; --passed: #6fd08c; --failed: #ff8a80; --unsure: #f2c14e; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 70rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; margin: 0; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; } h3 { font-size: 1.05rem; }
.dim, figcaption, dt { color: var(--dim); font-size: .9rem; }
.verdict { font-weight: 650; white-space: nowrap; }
.passed { color: var(--passed); } .failed, .errored { color: var(--failed); } .unverifiable { color: var(--unsure); }
.case { background: var(--card); border: 1px solid var(--line); border-left: 5px solid currentColor; border-radius: 6px; margin-top: 1rem; }
.case > * { color: var(--ink); }
.case > .inside { padding: 1rem 1.25rem; }
.head { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; }
ul.reasons { margin: .75rem 0 0; padding-left: 1.2rem; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 16rem), 1fr)); gap: 1rem; margin: .5rem 0 0; }
figure { margin: 0; }
figure img { display: block; max-width: 100%; min-width: 6rem; max-height: 26rem; border: 1px solid var(--line);
  background: repeating-conic-gradient(#8883 0 25%, #0000 0 50%) 0 0 / 16px 16px; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin-top: .5rem; }
th, td { text-align: left; padding: .2rem .75rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.bar { display: block; height: .6rem; margin-top: .45rem; min-width: 2px; background: var(--bar); }
td.wide { width: 45%; }
details { margin-top: .75rem; } summary { cursor: pointer; color: var(--dim); }
pre { white-space: pre-wrap; border: 1px solid var(--line); border-radius: 4px; padding: .5rem .75rem; margin: .5rem 0 0; max-height: 20rem; overflow: auto; }
code { font: .9em ui-monospace, monospace; }
a { color: inherit; }
@media print { body { max-width: none; } .case { break-inside: avoid; } }
`;
