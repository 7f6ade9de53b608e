/** Rows for `models:` of promotion.yaml, and the file that such a row would name. */

/** Returns the one file with the same last part of its path, whatever the folder and the separator. */
export function sameFileIn(files: readonly string[], file: string): string | undefined {
  const name = baseName(file);
  const same = files.filter((each) => baseName(each) === name);
  return same.length === 1 ? same[0] : undefined;
}

function baseName(file: string): string {
  return (file.split(/[\\/]/).pop() ?? file).toLowerCase();
}

/** Returns the row as it is written in promotion.yaml: `- { folder: loras, dev: a, prod: b }`. */
export function mappingRow(folder: string, files: Readonly<Record<string, string>>): string {
  const entries = Object.entries(files).map(([name, file]) => `${name}: ${yamlText(file)}`);
  return `- { folder: ${yamlText(folder)}, ${entries.join(', ')} }`;
}

/** A plain YAML text where that is safe in a flow mapping, else one in double quotes. */
function yamlText(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
