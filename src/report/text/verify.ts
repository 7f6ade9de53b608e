/** What stands behind releases, link by link, for a terminal. */

import { plainText } from '../../base/text.ts';
import { type SignatureAnswer, shortKey } from '../../core/promotion/signature.ts';
import type { ChainLink } from '../../core/promotion/verify-chain.ts';
import { type ReleaseAnswer, releaseWords } from '../promotion-answers.ts';
import { type Label, paint } from '../style.ts';

export interface VerifySlot {
  readonly workflow: string;
  readonly environment: string;
  readonly release: ReleaseAnswer;
  readonly links: readonly ChainLink[];
}

export interface VerifyFile {
  readonly file: string;
  readonly workflow: string;
  readonly environment: string;
  readonly kind: string;
  readonly verdict: string;
  readonly at: string;
  readonly by: string;
  readonly signature: SignatureAnswer;
}

export interface VerifyAnswer {
  readonly slots: readonly VerifySlot[];
  readonly files: readonly VerifyFile[];
}

const looks: Readonly<Record<ChainLink['state'], Label>> = {
  holds: 'good',
  broken: 'error',
  missing: 'error',
  none: 'dim',
};

export function renderVerify(
  { value }: { readonly value: VerifyAnswer },
  { color }: { readonly color: boolean },
): string {
  const slots = value.slots.map((each) => slotText(each, color));
  const files = value.files.map(
    ({ file, workflow, environment, verdict, at, by, signature }) =>
      `${plainText(file)}\n  ${workflow}@${environment} ${verdict}, ${at}, by ${plainText(by)}, ${signatureText(signature)}`,
  );
  const parts = [...slots, ...files];
  return parts.length === 0 ? 'Nothing is pinned.\n' : `${parts.join('\n\n')}\n`;
}

function slotText({ workflow, environment, release, links }: VerifySlot, color: boolean): string {
  const name = paint(color, 'strong', `${workflow}@${environment}`);
  return [`${name}  ${releaseWords(release)}`, ...links.map((link) => linkText(link, color))].join(
    '\n',
  );
}

function linkText({ what, state, detail, at, by, signature }: ChainLink, color: boolean): string {
  const rest = [
    detail,
    ...(at === undefined || at === '' ? [] : [at]),
    ...(by === undefined || by === '' ? [] : [`by ${by}`]),
    ...(signature === undefined ? [] : [signatureText(signature)]),
  ];
  const word = paint(color, looks[state], state.padEnd('missing'.length));
  return `  ${word}  ${what.padEnd('candidate evidence'.length)}  ${plainText(rest.join(', '))}`;
}

function signatureText({ state, key, name }: SignatureAnswer): string {
  if (state === 'unsigned' || key === undefined)
    return state === 'wrong' ? 'wrongly signed' : 'not signed';
  if (state === 'trusted') return `signed by ${name} (key ${shortKey(key)})`;
  return state === 'wrong'
    ? `wrongly signed (key ${shortKey(key)})`
    : `signed by an unknown key (${shortKey(key)})`;
}
