import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { mergeWorkflows } from '../../../../src/core/merge/merge.ts';
import { settleConflicts } from '../../../../src/core/merge/settle.ts';
import type { Choice } from '../../../../src/core/merge/types.ts';
import {
  aCanvas,
  addNode,
  asWorkflow,
  changed,
  link,
  linkFaults,
  nodeOf,
  removeNode,
  type SketchCanvas,
} from '../../../support/canvases.ts';
import { aPrompt, portrait } from '../../../support/graphs.ts';

type Change = (canvas: SketchCanvas) => void;

function settled(ours: Change, theirs: Change, choices: Record<string, Choice>) {
  const { workflow } = mergeWorkflows(
    asWorkflow(aCanvas()),
    asWorkflow(changed(ours)),
    asWorkflow(changed(theirs)),
  );
  const result = settleConflicts(workflow, new Map(Object.entries(choices)));
  expect(linkFaults(result.workflow)).toEqual([]);
  return { ...result, canvas: result.workflow as unknown as SketchCanvas };
}

const steps =
  (value: number): Change =>
  (canvas) => {
    nodeOf(canvas, 3).widgets_values[2] = value;
  };

describe('settling', () => {
  it('leaves exactly what one side has where that side is taken', () => {
    const ours = settled(steps(25), steps(30), { '3.steps': { take: 'ours' } });
    expect(ours.workflow).toEqual(changed(steps(25)));
    const theirs = settled(steps(25), steps(30), { '3.steps': { take: 'theirs' } });
    expect(theirs.workflow).toEqual(changed(steps(30)));
    const base = settled(steps(25), steps(30), { '3.steps': { take: 'base' } });
    expect(base.workflow).toEqual(aCanvas());
  });

  it('takes a value of one’s own', () => {
    const { canvas, open } = settled(steps(25), steps(30), { '3.steps': { value: 28 } });
    expect(open).toEqual([]);
    expect(nodeOf(canvas, 3).widgets_values[2]).toBe(28);
  });

  it('keeps the marks of what is still open', () => {
    const both =
      (value: number): Change =>
      (canvas) => {
        steps(value)(canvas);
        nodeOf(canvas, 4).widgets_values[0] = `fox ${value}`;
      };
    const { canvas, open } = settled(both(25), both(30), { '3.steps': { take: 'theirs' } });
    expect(open.map((each) => each.path)).toEqual(['4.filename_prefix']);
    expect(canvas.groups.map((each) => each.title)).toEqual([
      'Loaders',
      'CONFLICT 1/1: filename_prefix: base fox, ours fox 25, theirs fox 30',
    ]);
  });

  it('links an input as the other side has it', () => {
    const rewire =
      (type: string): Change =>
      (canvas) => {
        const node = addNode(canvas, type);
        node.outputs.push({ name: 'MODEL', type: 'MODEL', links: null });
        link(canvas, [node.id, 0], [3, 0]);
      };
    const { canvas } = settled(rewire('A'), rewire('B'), { '3.model': { take: 'theirs' } });
    expect(canvas.links.find(([, , , target, slot]) => target === 3 && slot === 0)?.[1]).toBe(6);
    const base = settled(rewire('A'), rewire('B'), { '3.model': { take: 'base' } });
    expect(base.canvas.links.find(([, , , target, slot]) => target === 3 && slot === 0)?.[1]).toBe(
      1,
    );
  });

  it('decides between a link and a value, whichever side has which', () => {
    const linked: Change = (canvas) => {
      const count = addNode(canvas, 'PrimitiveInt', [33]);
      count.outputs.push({ name: 'INT', type: 'INT', links: null });
      link(canvas, [count.id, 0], [3, 3]);
    };
    const stepsOf = ({ canvas }: ReturnType<typeof settled>) => {
      const { inputs, widgets_values: values } = nodeOf(canvas, 3);
      return inputs[3]?.link === null ? values[2] : 'linked';
    };
    const choices = [
      ['ours', 'linked', 28],
      ['theirs', 28, 'linked'],
      ['base', 20, 20],
    ] as const;
    for (const [take, oneWay, otherWay] of choices) {
      const choice = { '3.steps': { take } };
      expect(stepsOf(settled(linked, steps(28), choice))).toBe(oneWay);
      expect(stepsOf(settled(steps(28), linked, choice))).toBe(otherWay);
    }
    expect(stepsOf(settled(linked, steps(28), { '3.steps': { value: 25 } }))).toBe(25);
    expect(stepsOf(settled(linked, steps(28), {}))).toBe('linked');
    expect(stepsOf(settled(steps(28), linked, {}))).toBe(28);
  });

  it('brings a removed node back with its links, or lets it go', () => {
    const remove: Change = (canvas) => removeNode(canvas, 2);
    const edit: Change = (canvas) => {
      nodeOf(canvas, 2).widgets_values[0] = 'a hare';
    };
    const kept = settled(remove, edit, { '2:node': { take: 'theirs' } });
    expect(nodeOf(kept.canvas, 2)).toMatchObject({ mode: 0, widgets_values: ['a hare'] });
    expect(nodeOf(kept.canvas, 3).inputs[1]?.link).not.toBe(null);
    const gone = settled(remove, edit, { '2:node': { take: 'ours' } });
    expect(gone.canvas.nodes.map((node) => node.id)).toEqual([1, 3, 4]);
    expect(settled(edit, remove, { '2:node': { take: 'ours' } }).workflow).toEqual(changed(edit));
    expect(settled(edit, remove, { '2:node': { take: 'theirs' } }).canvas.nodes).toHaveLength(3);
  });

  it('refuses what cannot be chosen and changes nothing then', () => {
    const remove: Change = (canvas) => removeNode(canvas, 2);
    const edit: Change = (canvas) => {
      nodeOf(canvas, 2).widgets_values[0] = 'a hare';
    };
    const { problems, open } = settled(remove, edit, { '2:node': { take: 'base' } });
    expect(problems.map((each) => each.code)).toEqual(['merge/no-such-choice']);
    expect(open).toHaveLength(1);
  });

  it('works in API format, where the record stands in _meta', () => {
    const text = (steps: number, prompt: string) =>
      portrait.replace('"steps": 20', `"steps": ${steps}`).replace('a fox', prompt);
    const { workflow, conflicts } = mergeWorkflows(
      aPrompt(portrait),
      aPrompt(text(25, 'a red fox')),
      aPrompt(text(30, 'a fox')),
    );
    expect(conflicts.map((each) => each.path)).toEqual(['3.steps']);
    expect(workflow['6']?.inputs['text']).toBe('a red fox');
    const choices = new Map([['3.steps', { take: 'theirs' } as const]]);
    const result = settleConflicts(workflow as unknown as JsonObject, choices);
    expect(result.workflow).toEqual(aPrompt(text(30, 'a red fox')));
  });
});
