/** Guesses from a text that is no JSON what happened to the file, for the hint. */

const causes: readonly { readonly sign: RegExp; readonly cause: string }[] = [
  { sign: /^\ufeff?\s*$/, cause: 'The file is empty: export the workflow again.' },
  {
    sign: /^version https:\/\/git-lfs/,
    cause: 'This is a pointer of Git LFS: git lfs pull fetches the file itself.',
  },
  {
    sign: /^(<{7} |={7}$|>{7} )/m,
    cause:
      'The file holds conflict markers of a merge: settle it (comfypin resolve) and try again.',
  },
  {
    sign: /^\ufeff?\s*<(!doctype|html|\?xml|svg)/i,
    cause: 'This is a web page, not the file: download the raw file.',
  },
  {
    sign: /^(\ufffd|\x89)PNG/,
    cause: 'This is a picture: comfypin add takes the workflow out of it.',
  },
];

/** Returns one action for a person, or undefined where the message says it all. */
export function causeOfBadJson(text: string, message: string): string | undefined {
  const known = causes.find(({ sign }) => sign.test(text));
  if (known !== undefined) return known.cause;
  if (/ends too early|has no end/.test(message) || endsInside(text)) {
    return 'The file looks cut off: download or export it again.';
  }
  if (/NaN|Infinity|beyond the range/.test(message)) {
    return 'Write a finite number in its place; a node got a value there that no file can hold.';
  }
  if (/twice/.test(message)) return 'Keep one of the two; programs differ in which one they take.';
  return undefined;
}

/** True where the text stops before its last bracket is closed. */
function endsInside(text: string): boolean {
  return !/[\]}]\s*$/.test(text);
}
