/** `records key`: makes a key to sign evidence with, or tells the public key of the one that is set. */

import { keyPairOf, publicKeyOf } from '../base/ed25519.ts';
import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { type KeyAnswer, renderRecordsKey } from '../report/text/records-key.ts';
import { command } from './command.ts';

export const recordsKey = command({
  name: 'records key',
  summary: 'Make a key to sign evidence with, and show what to write where',
  description:
    'The private key is printed once and kept nowhere: put it into a secret of the jobs that record. The public key\n' +
    'goes into promotion.yaml. With --of VARIABLE nothing is made; the public key of that variable’s key is shown.',
  examples: ['comfypin records key', 'comfypin records key --of COMFYPIN_SIGNING_KEY'],
  arguments: [],
  options: {
    of: { type: 'text', value: 'variable', summary: 'show the public key of the key in there' },
  },
  run: async ({ options }, world) => {
    if (options.of === undefined) {
      const value: KeyAnswer = keyPairOf(world.random.bytes(32));
      return { value, problems: [] };
    }
    const variable = options.of.replace(/^\$/, '');
    const publicKey = publicKeyOf(world.variable(variable) ?? '');
    if (publicKey === undefined) throw new Failure(problem('evidence/bad-key', {}, { variable }));
    return { value: { publicKey }, problems: [] };
  },
  renderers: { text: renderRecordsKey },
});
