// The same graph as a canvas of the page would hold it: lists of nodes and links, widgets by position.

const outputs = {
  CheckpointLoaderSimple: ['MODEL', 'CLIP', 'VAE'],
  LoraLoader: ['MODEL', 'CLIP'],
};

/** Returns the canvas of a prompt; every widget has an entry among the inputs, as newer pages write it. */
export function canvasOf(prompt) {
  const links = [];
  const nodes = Object.entries(prompt).map(([id, { class_type: type, inputs }], at) => ({
    id: Number(id),
    type,
    pos: [300 * (Number(id) % 9), 400 * Math.floor(Number(id) / 9)],
    size: [270, 200],
    flags: {},
    order: at,
    mode: 0,
    inputs: Object.entries(inputs).map(([name, value], slot) => {
      if (!Array.isArray(value)) return { name, type: '*', widget: { name }, link: null };
      links.push([links.length + 1, Number(value[0]), value[1], Number(id), slot, '*']);
      return { name, type: '*', link: links.length };
    }),
    outputs: (outputs[type] ?? ['OUT']).map((name) => ({ name, type: '*', links: null })),
    properties: { 'Node name for S&R': type },
    widgets_values: Object.values(inputs).filter((value) => !Array.isArray(value)),
  }));
  return {
    last_node_id: nodes.length,
    last_link_id: links.length,
    nodes,
    links,
    groups: [],
    version: 0.4,
  };
}
