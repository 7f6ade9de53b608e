/** What `standin` says once it has ended. */

/** Returns one line. */
export function renderStandin({ value }: { readonly value: { readonly url: string } }): string {
  return `The stand-in on ${value.url} has ended.\n`;
}
