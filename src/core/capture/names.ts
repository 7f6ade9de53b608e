/** Which workflow a file on a server is, and where the pinned canvas of a workflow lies there. */

/** Folder below `workflows/` that deliveries are written to. */
export const pinnedFolder = 'pinned/';

const longestPart = 80;

/**
 * Returns the workflow's name for a path below `workflows/`, or undefined where nothing of the path can be in a name.
 * `pinned/NAME.json` is NAME. Elsewhere each part is lowered, loses its accents, and gets `-` for everything else; the
 * first folder is the group, deeper ones are joined to the name: `Acme/Spring/Hero Shot.json` is `acme/spring-hero-shot`.
 */
export function workflowNameOf(path: string): string | undefined {
  const inside = path.startsWith(pinnedFolder) ? path.slice(pinnedFolder.length) : path;
  const parts = inside
    .replace(/\.json$/i, '')
    .split('/')
    .map(namePart);
  const [first = '', ...rest] = parts;
  if (parts.some((part) => part === '')) return undefined;
  return rest.length === 0 ? first : `${first}/${rest.join('-')}`;
}

function namePart(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .slice(0, longestPart)
    .replace(/^[-_]+|[-_]+$/g, '');
}

/** Returns the path below `workflows/` at which the canvas of a workflow is delivered. */
export function pinnedPath(workflow: string): string {
  return `${pinnedFolder}${workflow}.json`;
}

/** True for what ComfyUI's frontend lists as a workflow. */
export function isCanvasFile(path: string): boolean {
  return /\.json$/i.test(path) && !path.split('/').some((part) => part.startsWith('.'));
}
