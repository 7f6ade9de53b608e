/** A workflow's name from the name of its file. */

/** Names that say nothing: what ComfyUI and browsers call a file when nobody did. */
const nameless =
  /^(comfyui|workflow|prompt|api|export|untitled|unsaved-workflow|download|image|output)?[-_]*(api)?[-_]*\d*$/;

/** What ComfyUI's save nodes append: `_00012_` and the like (folder_paths.get_save_image_path). */
const counter = /_\d{5,}_?$/;

/** Returns a name made of the file's own, or undefined where that only says which picture of many it was. */
export function nameFromFile(file: string): string | undefined {
  const last = file.split(/[\\/]/).at(-1) ?? '';
  const stem = last
    .replace(
      /(\.(json|png|webp|avif|svg|mp4|mov|m4v|webm|mkv|mka|flac|mp3|oga|ogg|opus|glb|latent|safetensors|api))+$/i,
      '',
    )
    .replace(/ ?\(\d+\)$/, '');
  if (counter.test(stem)) return undefined;
  const name = stem
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/[-_]*(workflow[-_]*api|[-_]api)$/, '')
    .replace(/^[-_]+|[-_]+$/g, '');
  return name === '' || nameless.test(name) ? undefined : name;
}
