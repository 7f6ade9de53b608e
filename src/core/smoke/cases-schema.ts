/** The JSON schema of smoke.yaml, with descriptions for editors; `schemas/smoke.schema.json` is written from it. */

function range(description: string, type: 'integer' | 'number') {
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
    red: range('Mean of the red channel.', 'number'),
    green: range('Mean of the green channel.', 'number'),
    blue: range('Mean of the blue channel.', 'number'),
    brightness: range('Mean of the grey values.', 'number'),
  },
} as const;

const similar = {
  type: 'object',
  description:
    'How near each picture must be to a golden picture. Without a measure: ssim of at least 0.9.',
  additionalProperties: false,
  required: ['golden'],
  properties: {
    golden: {
      type: 'string',
      minLength: 1,
      description: 'The golden picture, relative to this folder, as smoke/red-shoe.png.',
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

const expectation = {
  type: 'object',
  description: 'What must hold of one output. Pictures must not be blank unless it is allowed.',
  additionalProperties: false,
  properties: {
    count: range('How many files or texts.', 'integer'),
    kind: {
      enum: ['image', 'video', 'audio', 'text', 'file'],
      description: 'What the files are: image, video, audio, text or file.',
    },
    format: {
      type: 'string',
      minLength: 1,
      description: 'The format of each file, as png, jpeg, webp, mp4 or flac.',
    },
    width: range('Width of each picture in pixels.', 'integer'),
    height: range('Height of each picture in pixels.', 'integer'),
    bytes: range('Size of each file in bytes.', 'integer'),
    blank: { type: 'boolean', description: 'True where a picture of one colour is right.' },
    alpha: { type: 'boolean', description: 'Whether each picture has a transparency channel.' },
    colour,
    text,
    similar,
  },
} as const;

const oneCase = {
  type: 'object',
  description: 'One run of the workflow and what must hold of it.',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: {
      type: 'string',
      pattern: '^[a-z0-9][a-z0-9_-]*$',
      description: 'A name of small letters, digits, - and _.',
    },
    inputs: {
      type: 'object',
      description:
        'Values by contract name, by title, or as id.input. { file: smoke/shoe.png } uploads a file.',
    },
    vary: {
      type: 'string',
      minLength: 1,
      description: 'The input that may get another value when the server had everything cached.',
    },
    timeout: {
      type: 'string',
      pattern: '^(\\d{1,6}[smhd])+$',
      description: 'The longest that the run may take, as 90s or 10m. Default: 20m.',
    },
    expect: {
      type: 'object',
      description: 'What must hold, by the name of the output: contract name, title or node id.',
      additionalProperties: expectation,
    },
  },
} as const;

export const smokeSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'smoke.schema.json',
  title: 'smoke.yaml',
  description: 'The smoke cases of a workflow in an environment.',
  type: 'object',
  additionalProperties: false,
  required: ['cases'],
  properties: {
    version: { const: 1, description: 'The version of this file: 1.' },
    cases: { type: 'array', description: 'Short runs, each with its own name.', items: oneCase },
  },
} as const;
