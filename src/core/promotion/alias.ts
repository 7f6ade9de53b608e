/** Two words for a digest, so that people can say and recognise a release. The lists never change: an alias is for ever. */

const adjectives =
  'amber ashen azure bold brave brisk bronze calm clear coral crisp curly dapper deep dusty eager early fair fleet fond fresh frosty gentle glad golden grand green hardy hazel humble icy indigo ivory jolly keen kind late lilac lively lucid lunar maroon mellow merry misty modest mossy neat noble olive opal pale plain plum proud quick quiet rapid rosy ruby rustic silver sunny swift'.split(
    ' ',
  );

const animals =
  'badger bear beaver bison bobcat buck camel carp cat condor cougar crane cricket crow deer dingo dove eagle egret elk falcon ferret finch fox frog gecko goose hare hawk heron ibex ibis jackal jay koala lark lemur lion lizard llama lynx magpie marten mole moose newt ocelot orca otter owl panda pike puffin rabbit raven robin salmon seal shrew sloth sparrow stork swan tapir'.split(
    ' ',
  );

/** Returns `amber-fox`, from the first 12 bits of the digest. */
export function aliasOf(digest: string): string {
  const bits = Number.parseInt(digest.replace(/^sha256:/, '').slice(0, 3), 16);
  return `${adjectives[bits >> 6] ?? ''}-${animals[bits & 63] ?? ''}`;
}
