/** `demo`: the whole story on this machine, with a real git remote, three stand-in servers and the real commands. */

import { writeJson } from '../base/json-write.ts';
import { type DemoStep, renderDemo, renderStep } from '../report/text/demo.ts';
import { command, type Playground, type RunningStandin, type World } from './command.ts';
import { demoConfig, demoEnvironments, demoGraph, demoSmoke } from './demo/demo-graphs.ts';
import { demoStory, type Step } from './demo/demo-story.ts';

export interface DemoAnswer {
  readonly steps: readonly DemoStep[];
  /** Steps that gave another answer than the story has. */
  readonly unexpected: number;
  readonly seconds: number;
}

export const demo = command({
  name: 'demo',
  summary: 'Show the whole way on this machine: pin, review, test, promote, refuse, roll back',
  description:
    'In a temporary folder: a git remote over HTTP, three stand-in servers with different models, a designer and\n' +
    'a release manager. Every command is shown with its answer. Nothing is left behind.',
  examples: ['comfypin demo'],
  arguments: [],
  options: {},
  run: async (_, world) => {
    const started = world.clock.now();
    const servers: RunningStandin[] = [];
    const playground = await world.playground(['Ada', 'Ben']);
    try {
      const urls = await startServers(world, servers);
      await world.disk.write(`${playground.folderOf('Ada')}/promotion.yaml`, demoConfig(urls));
      await world.disk.write(
        `${playground.folderOf('Ada')}/workflows/dev/portrait/smoke.yaml`,
        demoSmoke,
      );
      const steps = await tell(playground, world);
      const unexpected = steps.filter((step) => !step.asExpected).length;
      const seconds = Math.round((world.clock.now() - started) / 100) / 10;
      const value: DemoAnswer = { steps, unexpected, seconds };
      return { value, problems: [] };
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
      await playground.close();
    }
  },
  renderers: { text: renderDemo },
  exitCode: ({ value }) => (value.unexpected === 0 ? 0 : 1),
});

async function startServers(world: World, servers: RunningStandin[]) {
  const start = async (environment: keyof typeof demoEnvironments) => {
    const running = await world.standin({ port: 0, ...demoEnvironments[environment] });
    servers.push(running);
    return running.url;
  };
  return { dev: await start('dev'), staging: await start('staging'), prod: await start('prod') };
}

/** Carries the story out; the steps after one that went another way are left out. */
async function tell(playground: Playground, world: World): Promise<readonly DemoStep[]> {
  const done: DemoStep[] = [];
  for (const step of demoStory()) {
    if (world.signal.aborted) throw world.signal.reason;
    const told = await carryOut(step, playground, world);
    done.push(told);
    world.progress.say(renderStep(told));
    if (!told.asExpected) break;
  }
  return done;
}

async function carryOut(step: Step, playground: Playground, world: World): Promise<DemoStep> {
  const { person, program, words, says } = step;
  if (step.exports !== undefined) {
    const file = `${playground.folderOf(person)}/${step.exports}.json`;
    await world.disk.write(file, writeJson(demoGraph(step.exports), 2));
  }
  const answer =
    program === 'git'
      ? { exitCode: 0, text: await playground.git(person, ...words) }
      : await playground.comfypin(person, ...words);
  const line = [program, ...words.map(quoted)].join(' ');
  const asExpected = answer.exitCode === step.exitCode && (step.answers?.test(answer.text) ?? true);
  return { says, person, line, ...answer, expected: step.exitCode, asExpected };
}

function quoted(word: string): string {
  return /\s/.test(word) ? `'${word}'` : word;
}
