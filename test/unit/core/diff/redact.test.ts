import { expect, it } from 'vitest';
import { diffWorkflows } from '../../../../src/core/diff/diff.ts';
import { isSecretName } from '../../../../src/core/diff/names.ts';
import { redactDiff } from '../../../../src/core/diff/redact.ts';
import type { ApiPrompt } from '../../../../src/core/workflow/types.ts';

it('knows the names of secrets from those that only sound so', () => {
  const secret = [
    'api_key',
    'apiKey',
    'API-KEY',
    'auth_token',
    'password',
    'aws_secret_access_key',
  ];
  const plain = ['max_tokens', 'token_normalization', 'keyframe', 'secretary', 'seed'];
  expect(secret.filter((name) => !isSecretName(name))).toEqual([]);
  expect(plain.filter(isSecretName)).toEqual([]);
});

it('hides a secret wherever a change holds it', () => {
  const key = `sk-${'a'.repeat(32)}`;
  const node = (class_type: string, inputs: object) => ({ class_type, inputs });
  const from = {
    '1': node('Call', { api_key: 'hunter2', prompt: `use ${key}` }),
    '2': node('Call', { password: 'hunter2', image: 'x' }),
    '3': node('Old', { token: 'hunter2' }),
  } as unknown as ApiPrompt;
  const to = {
    '1': node('Call', { api_key: 'hunter3', prompt: `now ${key}` }),
    '2': node('Call', { password: ['4', 0], image: 'x' }),
    '4': node('Secret', { secret: 'hunter4' }),
  } as unknown as ApiPrompt;
  const text = JSON.stringify(redactDiff(diffWorkflows(from, to)));
  expect(text).not.toMatch(/hunter|sk-a/);
  expect(text.match(/\[redacted\]/g)?.length).toBeGreaterThanOrEqual(7);
});
