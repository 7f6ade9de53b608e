import { expect, it } from 'vitest';
import { effectsOf } from '../../../../src/commands/environment/effects.ts';
import type { Folders } from '../../../../src/commands/project/folders.ts';
import { configOf } from '../../../../src/commands/project/project.ts';
import { aCatalog, type NodeTypeSketch } from '../../../support/graphs.ts';

const config = configOf('version: 1\nenvironments:\n  dev: {}\n');

function catalogWith(strength: object, models: readonly string[]) {
  const types: Record<string, NodeTypeSketch> = {
    Load: { required: { name: [models] }, output: ['MODEL'] },
    Grade: { required: { strength: ['FLOAT', strength] }, outputNode: true },
    Show: { required: { model: ['MODEL'] }, outputNode: true },
  };
  return aCatalog(types, { checkpoints: models });
}

const workflows: Readonly<Record<string, object>> = {
  graded: { 1: { class_type: 'Grade', inputs: { strength: 2 } } },
  mild: { 1: { class_type: 'Grade', inputs: { strength: 1 } } },
  shown: {
    1: { class_type: 'Load', inputs: { name: 'a.sft' } },
    2: { class_type: 'Show', inputs: { model: ['1', 0] } },
  },
};

const folders: Folders = {
  names: async () => Object.keys(workflows),
  files: async (_environment, name) =>
    new Map([['workflow.json', new TextEncoder().encode(JSON.stringify(workflows[name]))]]),
  recording: async () => undefined,
};

async function effects(after: ReturnType<typeof catalogWith>) {
  const before = catalogWith({ max: 3 }, ['a.sft', 'b.sft']);
  const found = await effectsOf({ environment: 'dev', before, after }, folders, config);
  return {
    changes: found.changes.map(({ kind, name, change }) => `${change} ${kind} ${name}`),
    effects: found.workflows.map(({ workflow, effect, uses }) => `${workflow} ${effect} ${uses}`),
    problems: found.problems.map(({ code, at }) => `${at.workflow} ${code}`),
  };
}

it('finds nothing where nothing changed', async () => {
  expect(await effects(catalogWith({ max: 3 }, ['a.sft', 'b.sft']))).toEqual({
    changes: [],
    effects: ['graded none ', 'mild none ', 'shown none '],
    problems: [],
  });
});

it('tells workflows that break from those that merely use what changed', async () => {
  expect(await effects(catalogWith({ max: 1 }, ['a.sft', 'b.sft']))).toEqual({
    changes: ['changed node type Grade'],
    effects: ['graded breaks node type Grade', 'mild touches node type Grade', 'shown none '],
    problems: ['graded validate/above-max'],
  });
});

it('names the model that a workflow loses', async () => {
  const found = await effects(catalogWith({ max: 3 }, ['b.sft', 'c.sft']));
  expect(found.changes).toEqual([
    'removed model checkpoints/a.sft',
    'added model checkpoints/c.sft',
  ]);
  expect(found.effects[2]).toBe('shown breaks model checkpoints/a.sft');
});
