/** Problems as GitHub Actions workflow commands, which annotate the lines of a pull request. */

import { hintOf, type Place, type Problem, sortProblems, titleOf } from '../base/problem.ts';
import { renderPlaceOf } from './text/problems.ts';

const words = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** Returns one workflow command per problem. Escaping follows actions/toolkit's `command.ts`. */
export function renderGithub(problems: readonly Problem[]): string {
  return sortProblems(problems)
    .map((each) => {
      const properties = [
        each.at.file === undefined ? undefined : `file=${property(each.at.file)}`,
        each.at.line === undefined ? undefined : `line=${each.at.line}`,
        each.at.column === undefined ? undefined : `col=${each.at.column}`,
        `title=${property(each.code)}`,
      ].filter((part) => part !== undefined);
      const hint = hintOf(each);
      const place = each.at.node === undefined ? '' : ` (${placeInFile(each)})`;
      const text = `${titleOf(each)}${place}${hint === undefined ? '' : `\nHint: ${hint}`}`;
      return `::${words[each.severity]} ${properties.join(',')}::${data(text)}\n`;
    })
    .join('');
}

/** Leaves out what is not known. */
function known(at: { readonly [key in keyof Place]: Place[key] | undefined }): Place {
  return Object.fromEntries(Object.entries(at).filter(([, value]) => value !== undefined));
}

/** The annotation stands at the line of the file already. */
function placeInFile(found: Problem): string {
  if (found.at.file === undefined) return renderPlaceOf(found);
  const { node, title, input, sent } = found.at;
  return renderPlaceOf({ ...found, at: known({ node, title, input, sent }) });
}

/** Returns a notice, on a file where one is given. */
export function githubNotice(
  title: string,
  text: string,
  at?: { readonly file: string; readonly line?: number },
): string {
  const line = at?.line === undefined ? '' : `line=${at.line},`;
  const place = at === undefined ? '' : `file=${property(at.file)},${line}`;
  return `::notice ${place}title=${property(title)}::${data(text)}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
