// Large workflows with known edits: the same in every run.

import { canvasOf } from './canvas.mjs';

/** A small generator of pseudo-random numbers (mulberry32), so that every run sees the same graphs. */
export function random(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const words = 'fox cat city snow dawn neon glass river oak storm paper copper quiet wide'.split(
  ' ',
);

/** One text-to-image block of nine nodes; every block has its own texts and seeds. */
function block(first, draw) {
  const id = (offset) => String(first + offset);
  const text = () => Array.from({ length: 12 }, () => words[draw(words.length)]).join(' ');
  const sampler = (model, latent, steps) => ({
    class_type: 'KSampler',
    inputs: {
      seed: draw(2 ** 31),
      steps,
      cfg: 7.5,
      sampler_name: 'euler',
      model: [model, 0],
      positive: [id(2), 0],
      negative: [id(3), 0],
      latent_image: [latent, 0],
    },
  });
  return {
    [id(0)]: {
      class_type: 'CheckpointLoaderSimple',
      inputs: { ckpt_name: `m${draw(5)}.safetensors` },
    },
    [id(1)]: {
      class_type: 'LoraLoader',
      inputs: {
        lora_name: `l${draw(20)}.safetensors`,
        strength_model: draw(100) / 100,
        model: [id(0), 0],
        clip: [id(0), 1],
      },
    },
    [id(2)]: { class_type: 'CLIPTextEncode', inputs: { text: text(), clip: [id(1), 1] } },
    [id(3)]: { class_type: 'CLIPTextEncode', inputs: { text: text(), clip: [id(1), 1] } },
    [id(4)]: {
      class_type: 'EmptyLatentImage',
      inputs: { width: 512 + 64 * draw(9), height: 1024, batch_size: 1 },
    },
    [id(5)]: sampler(id(1), id(4), 20),
    [id(6)]: sampler(id(1), id(5), 12),
    [id(7)]: { class_type: 'VAEDecode', inputs: { samples: [id(6), 0], vae: [id(0), 2] } },
    [id(8)]: {
      class_type: 'SaveImage',
      inputs: { images: [id(7), 0], filename_prefix: `b${first}` },
    },
  };
}

export function graphOf(size, draw) {
  const nodes = {};
  for (let first = 1; first + 8 <= size + 8; first += 9) Object.assign(nodes, block(first, draw));
  return Object.fromEntries(Object.entries(nodes).slice(0, size - (size % 9) || size));
}

/** Edits a copy: of 100 nodes two values, one node more, one less, one link elsewhere; tells what it did. */
export function edited(nodes, draw) {
  const copy = structuredClone(nodes);
  const truth = new Set();
  const touched = new Set();
  const pick = (type) => {
    const ids = Object.keys(copy).filter((id) => copy[id].class_type === type && !touched.has(id));
    const id = ids[draw(ids.length)];
    touched.add(id);
    return id;
  };
  const each = Math.max(1, Math.round(Object.keys(nodes).length / 100));
  const values = { KSampler: 'steps', CLIPTextEncode: 'text', LoraLoader: 'strength_model' };
  for (let count = 0; count < 2 * each; count += 1) {
    const type = Object.keys(values)[draw(3)];
    const id = pick(type);
    const old = copy[id].inputs[values[type]];
    copy[id].inputs[values[type]] =
      typeof old === 'string' ? `${old} ${words[draw(words.length)]}` : old + 1;
    truth.add(`value ${id} ${values[type]}`);
  }
  let next = Object.keys(nodes).length + 10;
  for (let count = 0; count < each; count += 1) {
    const id = pick('VAEDecode');
    const consumer = Object.keys(copy).find((other) => copy[other].inputs.images?.[0] === id);
    if (consumer === undefined) continue;
    touched.add(consumer);
    const added = String(next++);
    copy[added] = {
      class_type: 'ImageScale',
      inputs: { image: [id, 0], width: 64 * draw(40), height: 768, upscale_method: 'area' },
    };
    copy[consumer].inputs.images = [added, 0];
    truth.add(`add ${added}`);
  }
  for (let count = 0; count < each; count += 1) {
    const id = pick('LoraLoader');
    for (const other of Object.values(copy)) {
      for (const [name, value] of Object.entries(other.inputs)) {
        if (Array.isArray(value) && value[0] === id) {
          other.inputs[name] = copy[id].inputs[value[1] === 0 ? 'model' : 'clip'];
        }
      }
    }
    delete copy[id];
    truth.add(`remove ${id}`);
  }
  for (let count = 0; count < each; count += 1) {
    const id = pick('KSampler');
    const { positive, negative } = copy[id].inputs;
    copy[id].inputs.negative = positive;
    if (positive[0] !== negative[0]) truth.add(`wire ${id} negative`);
  }
  return { copy, truth };
}

/** Gives every node a new id and the document a new order; tells the old id of each new one. */
export function renumbered(nodes, draw) {
  const ids = Object.keys(nodes);
  const fresh = [...ids];
  for (let index = fresh.length - 1; index > 0; index -= 1) {
    const other = draw(index + 1);
    [fresh[index], fresh[other]] = [fresh[other], fresh[index]];
  }
  const to = new Map(ids.map((id, index) => [id, fresh[index]]));
  const entries = ids.map((id) => {
    const inputs = Object.entries(nodes[id].inputs).map(([name, value]) => [
      name,
      Array.isArray(value) ? [to.get(value[0]), value[1]] : value,
    ]);
    return [to.get(id), { ...nodes[id], inputs: Object.fromEntries(inputs) }];
  });
  return {
    copy: Object.fromEntries(entries),
    old: new Map([...to].map(([before, after]) => [after, before])),
  };
}

/** Returns a workflow before and after, the known edits, and the id before of a node after. */
export function pairOf(size, format, ids) {
  const draw = random(size);
  const from = graphOf(size, draw);
  const { copy, truth } = edited(from, draw);
  const again = renumbered(copy, draw);
  const [to, old] = ids === 'kept' ? [copy, (id) => id] : [again.copy, (id) => again.old.get(id)];
  if (format === 'api') return { from, to, truth, old };
  return { from: canvasOf(from), to: canvasOf(to), truth, old };
}
