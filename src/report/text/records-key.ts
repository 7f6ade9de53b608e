/** A key pair and what to write where. */

export interface KeyAnswer {
  readonly publicKey: string;
  /** Only where a pair was made. */
  readonly privateKey?: string;
}

export function renderRecordsKey({ value }: { readonly value: KeyAnswer }): string {
  const { publicKey, privateKey } = value;
  const lines = [
    ...(privateKey === undefined
      ? []
      : [
          'A secret named COMFYPIN_SIGNING_KEY, for the jobs that record; never into the repository:',
          `  ${privateKey}`,
        ]),
    'promotion.yaml:',
    '  signatures:',
    '    key: $COMFYPIN_SIGNING_KEY',
    '    trusted:',
    `      ci: "${publicKey}"`,
  ];
  return `${lines.join('\n')}\n`;
}
