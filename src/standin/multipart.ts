/** Reads multipart/form-data, as uploads send it (RFC 7578). */

export interface FormPart {
  readonly name: string;
  readonly fileName?: string;
  readonly data: Buffer;
}

/** Returns the parts in order; none where the body is no form. */
export function parseMultipart(contentType: string | undefined, body: Buffer): readonly FormPart[] {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType ?? '')?.[1];
  if (boundary === undefined) return [];
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: FormPart[] = [];
  let at = body.indexOf(delimiter);
  while (at !== -1) {
    const start = at + delimiter.length;
    const end = body.indexOf(delimiter, start);
    if (end === -1) break;
    const part = parsePart(body.subarray(start, end));
    if (part !== undefined) parts.push(part);
    at = end;
  }
  return parts;
}

function parsePart(bytes: Buffer): FormPart | undefined {
  const headerEnd = bytes.indexOf('\r\n\r\n');
  if (headerEnd === -1) return undefined;
  const header = bytes.toString('utf8', 0, headerEnd);
  const name = /[; ]name="([^"]*)"/i.exec(header)?.[1];
  const fileName = /filename="([^"]*)"/i.exec(header)?.[1];
  if (name === undefined) return undefined;
  const data = bytes.subarray(headerEnd + 4, bytes.length - 2);
  return { name, data, ...(fileName === undefined ? {} : { fileName: unescapeName(fileName) }) };
}

/** Browsers and undici write quotes and line breaks of a file name as percent codes. */
function unescapeName(name: string): string {
  return name.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n');
}
