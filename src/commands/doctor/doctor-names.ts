/** The names of variables in promotion.yaml: addresses, tokens, headers of servers. */

import { compareText } from '../../base/order.ts';
import type { PromotionConfig } from '../../core/promotion/config-types.ts';

export function named({ environments }: Pick<PromotionConfig, 'environments'>): readonly string[] {
  const texts = environments.flatMap(({ servers }) =>
    servers.flatMap(({ url, token = '', ca = '', headers }) => [
      url,
      token,
      ca,
      ...Object.values(headers),
    ]),
  );
  const names = texts.flatMap((text) =>
    [...text.matchAll(/\$\{?([A-Za-z_]\w*)\}?/g)].map((match) => match[1] ?? ''),
  );
  return [...new Set(names)].sort(compareText);
}
