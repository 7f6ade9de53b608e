import { expect, it } from 'vitest';
import type { Json } from '../../../src/base/json.ts';
import { modelLinksText } from '../../../src/report/model-links.ts';

const looks = {
  name: (text: string) => text,
  value: (text: string) => text,
  added: (text: string) => text,
  removed: (text: string) => text,
};
const told = (from: Json, to: Json) =>
  modelLinksText({ path: ['properties', 'models'], from, to }, looks);
const file = (name: string, url: string, directory = 'vae') => ({ name, url, directory });

it('tells the part of an address that changed, and the name once', () => {
  const from = [file('ae.safetensors', 'https://host/old/main/ae.safetensors?download=true')];
  const to = [file('ae.safetensors', 'https://host/new/main/vae/ae.safetensors')];
  expect(told(from, to)).toBe(
    'download of ae.safetensors …/old/main/…?download=true → …/new/main/vae/…',
  );
  const other = [file('ae.safetensors', 'https://host/old/main/ae.safetensors')];
  expect(told(from, other)).toBe('download of ae.safetensors …?download=true → …');
});

it('tells files that came and went, other folders, and how many more there are', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => file(name, `https://host/${name}`));
  expect(told([a, b] as Json, [c] as Json)).toBe(
    'download of a taken away; download of b taken away; +1 more',
  );
  expect(told([a] as Json, [file('a', 'https://host/a', 'loras')])).toBe(
    'download of a directory vae → loras',
  );
});

it('leaves another field, and a list of another shape, to be told as it is', () => {
  expect(told('x', [])).toBeUndefined();
  expect(modelLinksText({ path: ['properties', 'other'], from: [], to: [1] }, looks)).toBe(
    undefined,
  );
});
