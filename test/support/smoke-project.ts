/** A remote and a clone with one pinned workflow, `hero`, and its smoke case. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { readLiveCatalog } from '../../src/commands/servers/catalogs.ts';
import { writeEnvironment } from '../../src/core/catalog/recording.ts';
import { connectServer } from '../../src/world/server.ts';
import { type Clone, type GitWorld, gitWorld, writeFiles } from './hermetic.ts';
import { comfypin } from './in-process.ts';

export const heroGraph = JSON.stringify({
  '1': { class_type: 'LoadImage', inputs: { image: 'example.png' }, _meta: { title: 'Photo' } },
  '2': { class_type: 'ImageInvert', inputs: { image: ['1', 0] } },
  '3': {
    class_type: 'ImageBlur',
    inputs: { image: ['2', 0], blur_radius: 2, sigma: 1.0 },
    _meta: { title: 'Blur' },
  },
  '9': {
    class_type: 'SaveImage',
    inputs: { images: ['3', 0], filename_prefix: 'hero' },
    _meta: { title: 'output: hero' },
  },
});

export const heroCases = `cases:
  - name: photo
    inputs: { Photo: { file: smoke/photo.png } }
    vary: Blur.blur_radius
    expect:
      hero: { count: 1, kind: image, format: png, width: 40, height: { min: 30, max: 30 } }
`;

/** promotion.yaml with dev on one server and staging on another, or on a port where nothing listens. */
export function devAndStaging(dev: string, staging = 'http://127.0.0.1:1'): string {
  return `version: 1\nenvironments:\n  dev: { servers: [${dev}] }\n  staging: { after: dev, servers: [${staging}] }\n`;
}

export interface SmokeProject {
  readonly remote: GitWorld;
  readonly ada: Clone;
  readonly file: (path: string) => string;
  /** Commits all of the work tree and pushes it; returns the commit. */
  readonly publish: (message: string, branch?: string) => Promise<string>;
}

/** Records dev and staging from one server, pins `hero` in dev and pushes it. */
export async function smokeProject(promotion: string, serverUrl: string): Promise<SmokeProject> {
  const server = connectServer({ url: serverUrl, headers: {} });
  const progress = { say: () => undefined, show: () => undefined, done: () => undefined };
  const signal = new AbortController().signal;
  const recording = writeEnvironment(await readLiveCatalog(server, { progress, signal }));
  await server.close();
  const remote = await gitWorld({
    'promotion.yaml': promotion,
    'workflows/dev/environment.json': recording,
    'workflows/staging/environment.json': recording,
  });
  const ada = await remote.clone('Ada');
  const file = (path: string): string => join(ada.folder, path);
  const publish = async (message: string, branch = 'main'): Promise<string> => {
    await ada.run('add', '--all');
    await ada.run('commit', '--quiet', `--message=${message}`);
    await ada.run('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
    return ada.run('rev-parse', 'HEAD');
  };
  writeFiles(ada.folder, {
    'workflows/dev/hero/workflow.json': heroGraph,
    'workflows/dev/hero/smoke.yaml': heroCases,
    'workflows/dev/hero/smoke/.keep': '',
  });
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const photo = sharp({
    create: { width: 40, height: 30, channels: 3, background: '#000', noise },
  });
  writeFileSync(file('workflows/dev/hero/smoke/photo.png'), await photo.png().toBuffer());
  const pinned = await comfypin(ada.folder, ada.env, 'pin');
  if (pinned.code !== 0) throw new Error(pinned.err);
  await publish('Add hero');
  return { remote, ada, file, publish };
}
