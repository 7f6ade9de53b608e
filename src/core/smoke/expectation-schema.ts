/** The part of smoke.yaml's JSON schema that says what must hold of an output, with descriptions for editors. */

export function rangeSchema(description: string, type: 'integer' | 'number') {
  return {
    type: [type, 'object'],
    description: `${description} One number, or { min: …, max: … }.`,
    additionalProperties: false,
    properties: {
      min: { type, description: 'The least that is right.' },
      max: { type, description: 'The most that is right.' },
    },
  };
}

const colour = {
  type: 'object',
  description: 'Mean values over all pixels, each from 0 to 255.',
  additionalProperties: false,
  properties: {
    red: rangeSchema('Mean of the red channel.', 'number'),
    green: rangeSchema('Mean of the green channel.', 'number'),
    blue: rangeSchema('Mean of the blue channel.', 'number'),
    brightness: rangeSchema('Mean of the grey values.', 'number'),
  },
} as const;

const golden = {
  type: ['string', 'object'],
  minLength: 1,
  description:
    'The golden picture, relative to this folder, as smoke/red-shoe.png; or one per device class, as { cuda: …, default: … }.',
  additionalProperties: { type: 'string', minLength: 1 },
} as const;

const comparison = {
  type: 'object',
  description:
    'How near each picture must be to a golden one, or to that of the release before. Without a measure: ssim of at least 0.9.',
  additionalProperties: false,
  properties: {
    golden,
    previous: {
      const: true,
      description: 'Run the release before with the same inputs, and compare with its picture.',
    },
    pixel: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      description: 'Least likeness of pixels: 1 is equal, 0 is black against white.',
    },
    ssim: {
      type: 'number',
      minimum: -1,
      maximum: 1,
      description: 'Least structural similarity of the grey values: 1 is equal.',
    },
    hash: {
      type: 'integer',
      minimum: 0,
      maximum: 64,
      description: 'Most differing bits of a 64 bit difference hash: 0 is alike, over 10 is not.',
    },
  },
} as const;

const similar = {
  ...comparison,
  type: ['object', 'array'],
  description: `${comparison.description} Several comparisons as a list.`,
  items: comparison,
  minItems: 1,
} as const;

const text = {
  type: ['string', 'object'],
  description: 'The text of the output: all of it, or { contains: … }, { matches: … }.',
  additionalProperties: false,
  properties: {
    equals: { type: 'string', description: 'The whole text.' },
    contains: { type: 'string', description: 'A part of the text.' },
    matches: { type: 'string', description: 'A regular expression that finds something in it.' },
  },
} as const;

const scores = {
  type: 'object',
  description:
    'Scores by the scorers of promotion.yaml, each dimension with its own bounds, as { clip: { alignment: { min: 0.25 } } }.',
  additionalProperties: {
    type: 'object',
    minProperties: 1,
    description: 'What each dimension of the scorer must be.',
    additionalProperties: rangeSchema('The score of this dimension.', 'number'),
  },
} as const;

export const expectationSchema = {
  type: 'object',
  description:
    'What must hold of one output. Pictures must be neither blank nor noise unless it is allowed.',
  additionalProperties: false,
  properties: {
    count: rangeSchema('How many files or texts.', 'integer'),
    kind: {
      enum: ['image', 'video', 'audio', 'text', 'file'],
      description: 'What the files are: image, video, audio, text or file.',
    },
    format: {
      type: 'string',
      minLength: 1,
      description: 'The format of each file, as png, jpeg, webp, mp4 or flac.',
    },
    width: rangeSchema('Width of each picture or video in pixels.', 'integer'),
    height: rangeSchema('Height of each picture or video in pixels.', 'integer'),
    bytes: rangeSchema('Size of each file in bytes.', 'integer'),
    blank: { type: 'boolean', description: 'True where a picture of one colour is right.' },
    noise: {
      ...rangeSchema(
        'True where noise is right; else how much is: 0 for neighbours that are alike, 1 for pixels by chance.',
        'number',
      ),
      type: ['number', 'object', 'boolean'],
    },
    sharpness: rangeSchema(
      'Sharpness of each picture: the variance of its Laplacian. Below 50 most people call it blurred.',
      'number',
    ),
    alpha: { type: 'boolean', description: 'Whether each picture has a transparency channel.' },
    colour,
    text,
    duration: rangeSchema('Length of each video, sound or animation in seconds.', 'number'),
    fps: rangeSchema('Pictures per second of each video or animation.', 'number'),
    similar,
    scores,
  },
} as const;
