// One rule per room and per package of architecture.mjs.
import {
  commandRooms,
  packages,
  pureNodeModules,
  rooms,
  roomsWithoutEffects,
} from './architecture.mjs';

const pathOf = (room) =>
  room === 'main' || room === 'index' ? `^src/${room}\\.ts$` : `^src/${room.replace('/*', '')}/`;

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room.replace('/', '-')}-imports`,
  comment: `${room} may import ${allowed.join(', ') || 'nothing of ours'} (architecture.mjs)`,
  severity: 'error',
  from: { path: pathOf(room) },
  to: {
    path: '^src/',
    pathNot: [
      pathOf(room),
      ...allowed.map((each) =>
        each.startsWith('world/ports') ? '^src/world/ports' : pathOf(each),
      ),
    ],
  },
}));

const commandRoomRules = Object.entries(commandRooms).map(([room, allowed]) => ({
  name: `commands-${room}-imports`,
  comment: `commands/${room} may import ${allowed.join(', ') || 'no other room of commands'} and what verbs are made of (architecture.mjs)`,
  severity: 'error',
  from: { path: `^src/commands/${room}/` },
  to: {
    path: '^src/commands/',
    pathNot: [
      '^src/commands/command\\.ts$',
      ...[room, ...allowed].map((each) =>
        each === 'verbs' ? '^src/commands/[^/]+\\.ts$' : `^src/commands/${each}/`,
      ),
    ],
  },
}));

const roomsOfCommands = Object.keys(commandRooms).join('|');

const packageRules = Object.entries(packages).map(([name, homes]) => ({
  name: `${name.replaceAll(/[@/]/g, '')}-has-a-home`,
  comment: `${name} is imported only from ${homes.join(', ')}`,
  severity: 'error',
  from: { path: '^src/', pathNot: homes.map((home) => `^${home}`) },
  to: { path: `node_modules/${name}` },
}));

export default {
  forbidden: [
    ...roomRules,
    ...commandRoomRules,
    {
      name: 'commands-have-rooms',
      comment: 'below commands/ there are verbs and the rooms of architecture.mjs',
      severity: 'error',
      from: {},
      to: { path: '^src/commands/[^/]+/', pathNot: `^src/commands/(${roomsOfCommands})/` },
    },
    ...packageRules,
    {
      name: 'ports-are-types',
      comment: 'commands see the world as interfaces only',
      severity: 'error',
      from: { path: '^src/commands/' },
      to: { path: '^src/world/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-effects',
      comment: `core and its neighbours may use ${pureNodeModules.join(', ')} and nothing else of node`,
      severity: 'error',
      from: { path: roomsWithoutEffects.map((room) => `^${room}`) },
      to: {
        dependencyTypes: ['core'],
        pathNot: `^(node:)?(${pureNodeModules.map((name) => name.replace('node:', '')).join('|')})$`,
      },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      comment: 'a file nobody imports is dead',
      severity: 'error',
      from: { orphan: true, path: '^src/' },
      to: {},
    },
    { name: 'src-not-to-test', severity: 'error', from: { path: '^src/' }, to: { path: '^test/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
