// Writes the Actions files of this repository, which are the ones that `init` writes.
import { writeFileSync } from 'node:fs';
import { actionsFiles } from '../dist/report/starter/actions/files.js';

for (const [path, text] of actionsFiles)
  writeFileSync(new URL(`../${path}`, import.meta.url), text);
