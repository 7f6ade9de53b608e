/** What a file is: by its content where that could be read, else by what its name ends in. */

const kinds: Readonly<Record<string, readonly string[]>> = {
  image: ['png', 'jpeg', 'webp', 'gif', 'avif', 'tiff', 'svg', 'bmp'],
  video: ['mp4', 'webm', 'mov', 'mkv', 'avi'],
  audio: ['flac', 'mp3', 'wav', 'ogg', 'opus', 'm4a'],
  text: ['txt', 'json', 'csv', 'md', 'srt'],
};

export interface NamedFile {
  readonly name: string;
  readonly picture?: { readonly format: string };
  readonly media?: { readonly format: string };
}

export function kindOf(file: NamedFile): string {
  const format = formatOf(file);
  return Object.keys(kinds).find((kind) => kinds[kind]?.includes(format)) ?? 'file';
}

export function formatOf({ name, picture, media }: NamedFile): string {
  const ending = name.slice(name.lastIndexOf('.') + 1);
  return normalFormat(picture?.format ?? media?.format ?? ending) ?? '';
}

export function normalFormat(format: string | undefined): string | undefined {
  const lower = format?.toLowerCase().replace(/^\./, '');
  return lower === 'jpg' ? 'jpeg' : lower === 'heif' ? 'avif' : lower;
}
