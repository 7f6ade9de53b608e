// The dispatcher of the benchmarks: npm run bench -- NAME; without a name, all of them.
// A benchmark is a file bench/NAME.mjs that exports `run(words)`, which prints a table and returns
// the targets it missed as sentences.

import { readdirSync } from 'node:fs';

const [name, ...words] = process.argv.slice(2);
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
  .map((file) => file.slice(0, -'.mjs'.length));
if (name !== undefined && !known.includes(name)) {
  console.error(`There is no benchmark "${name}". Known: ${known.join(', ')}`);
  process.exit(2);
}
let missed = 0;
for (const each of name === undefined ? known : [name]) {
  const { run } = await import(`./${each}.mjs`);
  for (const sentence of (await run(words)) ?? []) {
    console.log(`missed: ${sentence}`);
    missed += 1;
  }
}
process.exitCode = missed > 0 ? 1 : 0;
