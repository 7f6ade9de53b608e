/** A remote, a clone and a server on which people save canvases: a picture, blurred, saved. */

import { readLiveCatalog } from '../../src/commands/servers/catalogs.ts';
import { writeEnvironment } from '../../src/core/catalog/recording.ts';
import { startStandin } from '../../src/standin/start.ts';
import type { RunningStandin } from '../../src/standin/types.ts';
import { connectServer } from '../../src/world/server.ts';
import { type Clone, type GitWorld, gitWorld } from './hermetic.ts';
import { comfypin } from './in-process.ts';

export interface CanvasValues {
  readonly blur?: number;
  readonly sigma?: number;
  readonly prefix?: string;
  readonly zoom?: number;
  readonly title?: string;
}

/** Returns the text of a canvas as ComfyUI saves one. */
export function blurCanvas(values: CanvasValues = {}): string {
  const { blur = 2, sigma = 1.5, prefix = 'hero', zoom = 1, title } = values;
  return JSON.stringify({
    last_node_id: 3,
    last_link_id: 2,
    nodes: [
      {
        id: 1,
        type: 'EmptyImage',
        pos: [0, 0],
        size: [210, 130],
        flags: {},
        order: 0,
        mode: 0,
        outputs: [{ name: 'IMAGE', type: 'IMAGE', links: [1] }],
        widgets_values: [64, 48, 1, 255],
      },
      {
        id: 2,
        type: 'ImageBlur',
        ...(title === undefined ? {} : { title }),
        pos: [300, 0],
        size: [210, 82],
        flags: {},
        order: 1,
        mode: 0,
        inputs: [{ name: 'image', type: 'IMAGE', link: 1 }],
        outputs: [{ name: 'IMAGE', type: 'IMAGE', links: [2] }],
        widgets_values: [blur, sigma],
      },
      {
        id: 3,
        type: 'SaveImage',
        pos: [600, 0],
        size: [210, 270],
        flags: {},
        order: 2,
        mode: 0,
        inputs: [{ name: 'images', type: 'IMAGE', link: 2 }],
        widgets_values: [prefix],
      },
    ],
    links: [
      [1, 1, 0, 2, 0, 'IMAGE'],
      [2, 2, 0, 3, 0, 'IMAGE'],
    ],
    groups: [],
    config: {},
    extra: { ds: { scale: zoom, offset: [0, 0] } },
    version: 0.4,
  });
}

export interface CanvasProject {
  readonly remote: GitWorld;
  readonly ada: Clone;
  readonly server: RunningStandin;
  readonly run: (...words: readonly string[]) => ReturnType<typeof comfypin>;
  /** Saves a file as the page of a user does; `undefined` deletes it. */
  readonly save: (path: string, text: string | undefined, user?: string) => Promise<void>;
  /** Returns a file's text, or undefined where it is not there. */
  readonly saved: (path: string, user?: string) => Promise<string | undefined>;
  /** Returns a file of a branch on the remote. */
  readonly onBranch: (branch: string, path: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Starts the server, records dev and staging from it, and commits that with `promotion.yaml`. */
export async function canvasProject(
  options: {
    readonly users?: Readonly<Record<string, string>>;
    readonly promotion?: string;
    readonly files?: Readonly<Record<string, string>>;
  } = {},
): Promise<CanvasProject> {
  const { users, promotion = '', files = {} } = options;
  const server = await startStandin({ port: 0, ...(users === undefined ? {} : { users }) });
  const connection = connectServer({ url: server.url, headers: {} });
  const progress = { say: () => undefined, show: () => undefined, done: () => undefined };
  const { signal } = new AbortController();
  const recording = writeEnvironment(await readLiveCatalog(connection, { progress, signal }));
  await connection.close();
  const remote = await gitWorld({
    'promotion.yaml': `version: 1
environments:
  dev: { servers: [$DEV_URL] }
  staging: { after: dev, servers: [$DEV_URL] }
${promotion}`,
    'workflows/dev/environment.json': recording,
    'workflows/staging/environment.json': recording,
    ...files,
  });
  const ada = await remote.clone('Ada');
  const env = { ...ada.env, DEV_URL: server.url };
  const at = (path: string): string =>
    `${server.url}/userdata/${encodeURIComponent(`workflows/${path}`)}`;
  const headersOf = (user: string | undefined): Record<string, string> =>
    user === undefined ? {} : { 'comfy-user': user };
  return {
    remote,
    ada,
    server,
    run: (...words) => comfypin(ada.folder, env, ...words),
    save: async (path, text, user) => {
      const headers = headersOf(user);
      const request =
        text === undefined
          ? { method: 'DELETE', headers }
          : { method: 'POST', headers, body: text };
      const { ok, status } = await fetch(at(path), request);
      if (!ok) throw new Error(`${path}: ${status}`);
    },
    saved: async (path, user) => {
      const answer = await fetch(at(path), { headers: headersOf(user) });
      return answer.status === 200 ? answer.text() : undefined;
    },
    onBranch: async (branch, path) => {
      await ada.run('fetch', '--quiet', 'origin');
      return ada.run('show', `origin/${branch}:${path}`);
    },
    stop: async () => {
      await server.stop();
      await remote.stop();
    },
  };
}
