import { expect, it } from 'vitest';
import { keyPairOf, publicKeyOf, signText, verifySignature } from '../../../src/base/ed25519.ts';

/** RFC 8032, section 7.1, test 2: the message is the byte 0x72. */
const seed = Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex');
const publicHex = '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c';
const signatureHex =
  '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00';

const { privateKey, publicKey } = keyPairOf(seed);
const signature = Buffer.from(signatureHex, 'hex').toString('base64');

it('signs and checks as RFC 8032 says', () => {
  expect(publicKey).toBe(`ed25519:${Buffer.from(publicHex, 'hex').toString('base64')}`);
  expect(publicKeyOf(` ${privateKey}\n`)).toBe(publicKey);
  expect(signText(privateKey, 'r')).toBe(signature);
  expect(verifySignature(publicKey, 'r', signature)).toBe(true);
});

it.each([
  ['another text', publicKey, 's', signature],
  ['another key', keyPairOf(Buffer.alloc(32, 7)).publicKey, 'r', signature],
  ['a changed signature', publicKey, 'r', `A${signature.slice(1)}`],
  ['half a signature', publicKey, 'r', signature.slice(0, 44)],
  ['base64 that is spelled otherwise', publicKey, 'r', `${signature} `],
  ['no key', 'ed25519:short', 'r', signature],
  ['a private key', privateKey, 'r', signature],
  ['nothing', '', 'r', ''],
])('refuses %s', (_, key, text, given) => {
  expect(verifySignature(key, text, given)).toBe(false);
});

it('takes no other text for a private key', () => {
  for (const text of ['', 'secret', publicKey, 'ed25519-private:AAAA', `${privateKey}A`]) {
    expect([publicKeyOf(text), signText(text, 'r')]).toEqual([undefined, undefined]);
  }
});
