/** The file that says what environments there are, at the top of every repository. */

export const configFileName = 'promotion.yaml';
