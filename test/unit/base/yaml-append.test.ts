import { expect, it } from 'vitest';
import { numberOf } from '../../../src/base/json.ts';
import { withListItem } from '../../../src/base/yaml-append.ts';

const item = {
  name: 'bad',
  inputs: { seed: numberOf('18446744073709551615'), cfg: numberOf('6.5') },
};

it('adds to a list, and leaves comments, order and long numbers as they are', () => {
  const text = `# what must hold
cases:
  - name: default # as it is pinned
    inputs: { seed: 12345678901234567890 }
version: 1
`;
  expect(withListItem(text, 'cases', item)).toBe(`# what must hold
cases:
  - name: default # as it is pinned
    inputs: { seed: 12345678901234567890 }
  - name: bad
    inputs:
      seed: 18446744073709551615
      cfg: 6.5
version: 1
`);
});

it.each(['', 'version: 1\n', 'cases: []\n'])('makes the list where there is none: %j', (text) => {
  expect(withListItem(text, 'cases', { name: 'a' })).toContain('cases:\n  - name: a\n');
});
