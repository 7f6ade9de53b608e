/** A project on the disk with the small studio's catalog recorded in each environment. */

import { writeEnvironment } from '../../src/core/catalog/recording.ts';
import { portrait, studio, studioModels } from './graphs.ts';

export const threeEnvironments = `version: 1
environments:
  dev: { servers: [http://127.0.0.1:1] }
  staging: { after: dev, servers: [http://127.0.0.1:2] }
  prod: { after: staging, servers: [http://127.0.0.1:3] }
`;

/** Returns the files of the project: promotion.yaml, the recordings, and `portrait` in dev, not pinned yet. */
export function projectFiles(): Readonly<Record<string, string>> {
  const recording = writeEnvironment(studio());
  const prod = writeEnvironment(
    studio({ ...studioModels, checkpoints: ['sdxl/base.safetensors'] }),
  );
  return {
    'promotion.yaml': threeEnvironments,
    'workflows/dev/environment.json': recording,
    'workflows/staging/environment.json': recording,
    'workflows/prod/environment.json': prod,
    'workflows/dev/portrait/workflow.json': portrait,
  };
}
