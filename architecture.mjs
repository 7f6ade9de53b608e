// The house: which room may import which, and where each npm package lives. The layer check, the
// drawing in ARCHITECTURE.md and a test read this file.

export const rooms = {
  base: [],
  'core/catalog': ['base'],
  'core/workflow': ['core/catalog', 'base'],
  'core/diff': ['core/workflow', 'core/catalog', 'base'],
  'core/merge': ['core/diff', 'core/validation', 'core/workflow', 'core/catalog', 'base'],
  'core/validation': ['core/workflow', 'core/catalog', 'base'],
  'core/smoke': ['core/workflow', 'core/catalog', 'base'],
  'core/promotion': ['core/workflow', 'core/catalog', 'base'],
  'core/capture': ['core/promotion', 'core/workflow', 'core/catalog', 'base'],
  report: ['core/*', 'base'],
  world: ['base'],
  standin: ['core/*', 'base'],
  commands: ['core/*', 'report', 'base', 'world/ports (types)'],
  cli: ['commands', 'report', 'base'],
  main: ['cli', 'commands', 'world', 'standin', 'base'],
  index: ['commands', 'core/*', 'world', 'base'],
};

/** Below `commands/` verbs stand as files; what several verbs do alike stands in these rooms, which may import each other so; `verbs` are those files. */
export const commandRooms = {
  project: [],
  servers: ['project'],
  records: ['project'],
  environment: ['project', 'servers', 'records'],
  promotion: ['project', 'records', 'environment'],
  smoke: ['project', 'servers', 'records', 'environment'],
  capture: ['project', 'servers'],
  merge: [],
  hosted: ['project', 'records', 'promotion', 'verbs'],
  doctor: ['servers', 'hosted'],
  demo: [],
};

// package: rooms (or files) it may be imported from
export const packages = {
  commander: ['src/cli/'],
  undici: ['src/world/'],
  ws: ['src/world/', 'src/standin/'],
  octokit: ['src/world/'],
  '@octokit/': ['src/world/'],
  'simple-git': ['src/world/'],
  ajv: ['src/core/', 'src/base/'],
  yaml: ['src/core/', 'src/base/'],
  luxon: ['src/core/promotion/'],
  'json-diff-ts': ['src/core/diff/'],
  'node-diff3': ['src/core/merge/'],
  '@dagrejs/dagre': ['src/report/picture/'],
  sharp: ['src/world/', 'src/standin/'],
};

// node modules that core, base, report and commands may use: pure functions alone
export const pureNodeModules = [
  'node:crypto',
  'node:util',
  'node:zlib',
  'node:path',
  'node:buffer',
];
export const roomsWithoutEffects = [
  'src/base/',
  'src/core/',
  'src/report/',
  'src/commands/',
  'src/cli/',
];

/** The drawing as a Mermaid graph, an arrow per permission; `base` is below everyone and left out. */
export function drawing() {
  const id = (room) => room.replaceAll(/[^a-z]/g, '_');
  const box = (room) => `${id(room)}["${room}"]`;
  const lines = Object.entries(rooms).flatMap(([room, allowed]) => {
    const isTypes = (each) => each.startsWith('world/ports');
    const whole = allowed.filter((each) => each !== 'base' && !isTypes(each)).map(box);
    return [
      ...(whole.length === 0 ? [] : [`  ${box(room)} --> ${whole.join(' & ')}`]),
      ...(allowed.some(isTypes) ? [`  ${box(room)} -. types .-> ${box('world')}`] : []),
    ];
  });
  return `\`\`\`mermaid\ngraph TD\n${lines.join('\n')}\n\`\`\`\n`;
}

/** The rooms below `commands/` in the same way. */
export function commandDrawing() {
  const lines = Object.entries(commandRooms).map(([room, allowed]) =>
    allowed.length === 0 ? `  ${room}` : `  ${room} --> ${allowed.join(' & ')}`,
  );
  return `\`\`\`mermaid\ngraph TD\n${lines.join('\n')}\n\`\`\`\n`;
}
