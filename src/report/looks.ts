/** How names and values look in a sentence: what each format makes of them. */

/** Makes untrusted text harmless for where it goes, and marks what came and went. */
export interface Looks {
  readonly name: (text: string) => string;
  readonly value: (text: string) => string;
  readonly added: (text: string) => string;
  readonly removed: (text: string) => string;
}
