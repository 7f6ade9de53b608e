/** The README's tour, line by line, in a clone of an empty repository. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { startStandin } from '../../src/standin/start.ts';
import { hermetic, runGit, runGitBeside } from '../support/hermetic.ts';
import { comfypin } from '../support/in-process.ts';
import { textToImage } from '../support/text-to-image.ts';

const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8');

/** An "Export (API)" of a plain text-to-image graph, ids as ComfyUI counts them. */
const hero = textToImage({
  checkpoint: 'sd_xl_base_1.0.safetensors',
  text: 'a lighthouse',
  negative: 'blurry',
  prefix: 'hero',
  size: [256, 256],
  sampler: { seed: 7, steps: 4, cfg: 7 },
});

function linesOfTour(): readonly string[] {
  const block = /<!-- tour -->\n```sh\n(.*?)```/s.exec(readme)?.[1] ?? '';
  return block.split('\n').flatMap((line) => {
    const words = line.replace(/\s+#.*$/, '').trim();
    return words === '' ? [] : [words];
  });
}

/** Splits as a shell would: words in double quotes are one. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
}

it('works as it is written', async () => {
  const { folder, env, clean } = hermetic();
  const server = await startStandin({ port: 0 });
  try {
    const bare = join(folder, 'remote.git');
    runGit(folder, env, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
    const clone = join(folder, 'clone');
    await runGitBeside(folder, env, 'clone', '--quiet', bare, clone);
    writeFileSync(join(clone, 'hero.json'), JSON.stringify(hero));
    const atServer = (text: string) => text.replaceAll('http://127.0.0.1:8188', server.url);
    const variables: Record<string, string> = { ...env };
    let last = '';
    for (const line of linesOfTour()) {
      const [program, ...words] = wordsOf(atServer(line));
      if (program === 'export') {
        for (const word of words) variables[word.split('=')[0] ?? ''] = word.split('=')[1] ?? '';
      } else if (program === 'git') await runGitBeside(clone, variables, ...words);
      else if (words[0] !== 'standin') {
        const { code, out, err } = await comfypin(clone, variables, ...words);
        expect(code, `${line}\n${out}${err}`).toBe(0);
        last = out;
        if (words[0] === 'init') {
          const file = join(clone, 'promotion.yaml');
          writeFileSync(file, atServer(readFileSync(file, 'utf8')));
        }
      }
    }
    expect(last).toMatch(/hero +v1 \(\S+\) <1h, passed +v1 \(\S+\) <1h, no evidence +–/);
  } finally {
    await server.stop();
    clean();
  }
});
