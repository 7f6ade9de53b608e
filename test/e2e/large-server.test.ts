import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { hermetic, writeFiles } from '../support/hermetic.ts';
import { comfypinWith } from '../support/in-process.ts';

const home = hermetic();
const servers: Server[] = [];

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  home.clean();
});

const types = 5000;

/** 20 MB: node types with long descriptions and options, as big installations of node packs have. */
function largeObjectInfo(): Buffer {
  const options = Array.from({ length: 40 }, (_, at) => `an option with a long name ${at}`);
  const rows = Array.from({ length: types }, (_, at) => {
    const name = `Type${at}`;
    const inputs = Object.fromEntries(
      Array.from({ length: 8 }, (_each, input) => [
        `input_${input}`,
        input === 0
          ? [options, {}]
          : ['INT', { default: input, min: 0, max: 4096, tooltip: 'x'.repeat(220) }],
      ]),
    );
    const entry = {
      input: { required: inputs },
      input_order: { required: Object.keys(inputs) },
      output: ['IMAGE'],
      output_is_list: [false],
      output_name: ['IMAGE'],
      name,
      display_name: name,
      description: 'y'.repeat(500),
      python_module: 'custom_nodes.large',
      category: 'large',
      output_node: false,
    };
    return `${JSON.stringify(name)}: ${JSON.stringify(entry)}`;
  });
  return Buffer.from(`{${rows.join(', ')}}`);
}

const body = largeObjectInfo();

/** Answers `/object_info` in pieces over some time, as a server does that collects it. */
async function serve(more: {
  readonly gzip?: boolean;
  readonly stalls?: boolean;
}): Promise<string> {
  const server = createServer((request, response) => {
    const json = { 'content-type': 'application/json' };
    if (request.url !== '/object_info') {
      response.writeHead(request.url === '/system_stats' ? 200 : 404, json);
      response.end(
        request.url === '/system_stats' ? '{"system": {"comfyui_version": "0.33.0"}}' : '',
      );
      return;
    }
    const bytes = more.gzip === true ? gzipSync(body) : body;
    response.writeHead(200, more.gzip === true ? { ...json, 'content-encoding': 'gzip' } : json);
    const pieces = 20;
    const size = Math.ceil(bytes.length / pieces);
    let at = 0;
    const next = (): void => {
      response.write(bytes.subarray(at * size, (at + 1) * size));
      at += 1;
      if (more.stalls === true && at === 3) response.destroy();
      else if (at < pieces) setTimeout(next, 25);
      else response.end();
    };
    next();
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function record(url: string) {
  const folder = join(home.folder, `r${servers.length}`);
  mkdirSync(folder);
  writeFiles(folder, {
    'promotion.yaml': `version: 1\nenvironments: { dev: { servers: [${url}] } }\n`,
  });
  const start = Date.now();
  const shown: string[] = [];
  const answer = await comfypinWith(
    (world) => ({
      ...world,
      progress: { ...world.progress, show: (line: string) => void shown.push(line) },
    }),
    folder,
    home.env,
    'record',
    '--env',
    'dev',
  );
  return { ...answer, folder, shown, seconds: (Date.now() - start) / 1000 };
}

it.each([{ gzip: false }, { gzip: true }])(
  'records 5,000 node types of 20 MB from a slow server, with a line of progress: %j',
  async (how) => {
    expect(body.length).toBeGreaterThan(18e6);
    const { code, out, shown, folder, seconds } = await record(await serve(how));
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${types} node types`),
    });
    if (!how.gzip) expect(shown.join('\n')).toMatch(/\/object_info \d+\.\d MB/);
    expect(seconds).toBeLessThan(20);
    const recorded = readFileSync(join(folder, 'workflows/dev/environment.json'), 'utf8');
    expect(recorded.split('\n').filter((line) => line.startsWith('"Type'))).toHaveLength(types);
    expect(recorded).not.toContain('yyyy');
  },
);

it('records nothing where the answer breaks off', async () => {
  const { code, err, folder } = await record(await serve({ stalls: true }));
  expect(code).toBe(4);
  expect(err).toContain('broke during /object_info');
  expect(() => readFileSync(join(folder, 'workflows/dev/environment.json'))).toThrow();
});
