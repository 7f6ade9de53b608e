import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { mergeWorkflows } from '../../../../src/core/merge/merge.ts';
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

type Change = (canvas: SketchCanvas) => void;

function merged(ours: Change, theirs: Change) {
  const { workflow, conflicts } = mergeWorkflows(
    asWorkflow(aCanvas()),
    asWorkflow(changed(ours)),
    asWorkflow(changed(theirs)),
  );
  expect(linkFaults(workflow)).toEqual([]);
  return { canvas: workflow as unknown as SketchCanvas, conflicts };
}

const setWidget =
  (id: number, at: number, value: unknown): Change =>
  (canvas) => {
    nodeOf(canvas, id).widgets_values[at] = value;
  };

describe('what two people changed apart', () => {
  it('holds both changes of one node: a widget each', () => {
    const { canvas, conflicts } = merged(setWidget(3, 2, 30), setWidget(3, 3, 5.5));
    expect(conflicts).toEqual([]);
    expect(nodeOf(canvas, 3).widgets_values).toEqual([5, 'randomize', 30, 5.5]);
  });

  it('merges a prompt by lines', () => {
    const { canvas, conflicts } = merged(
      setWidget(2, 0, 'a red fox\nin the snow\nat dawn'),
      setWidget(2, 0, 'a fox\nin the snow\nat dusk'),
    );
    expect(conflicts).toEqual([]);
    expect(nodeOf(canvas, 2).widgets_values).toEqual(['a red fox\nin the snow\nat dusk']);
  });

  it('keeps our seed where both drew one, and follows the side that fixed it', () => {
    const drawn = merged(setWidget(3, 0, 11), setWidget(3, 0, 12));
    expect(drawn.conflicts).toEqual([]);
    expect(nodeOf(drawn.canvas, 3).widgets_values[0]).toBe(11);
    const fixed = merged(setWidget(3, 0, 11), (canvas) => {
      nodeOf(canvas, 3).widgets_values.splice(0, 2, 5, 'fixed');
    });
    expect(fixed.conflicts).toEqual([]);
    expect(nodeOf(fixed.canvas, 3).widgets_values.slice(0, 2)).toEqual([5, 'fixed']);
  });

  it('gives what theirs added a new id where ours is taken, and the links follow', () => {
    const insert =
      (type: string, slot: number): Change =>
      (canvas) => {
        const node = addNode(canvas, type, [type]);
        node.inputs.push({ name: 'in', type: 'MODEL', link: null });
        node.outputs.push({ name: 'out', type: 'MODEL', links: null });
        link(canvas, [1, slot], [node.id, 0]);
        const target: [number, number] = slot === 0 ? [3, 0] : [2, 0];
        link(canvas, [node.id, 0], target);
      };
    const { canvas, conflicts } = merged(insert('LoraLoader', 0), insert('CLIPSetLastLayer', 1));
    expect(conflicts).toEqual([]);
    expect(canvas.nodes.map((node) => [node.id, node.type]).slice(4)).toEqual([
      [5, 'LoraLoader'],
      [6, 'CLIPSetLastLayer'],
    ]);
    const wires = canvas.links.map(([, origin, , target]) => `${origin}→${target}`).sort();
    expect(wires).toEqual(['1→5', '1→6', '2→3', '3→4', '5→3', '6→2']);
    expect(canvas.last_node_id).toBe(6);
    expect(new Set(canvas.links.map(([id]) => id)).size).toBe(6);
  });

  it('makes one node of the same addition on both sides', () => {
    const add: Change = (canvas) => {
      addNode(canvas, 'Note', ['ask Ada']);
    };
    const { canvas } = merged(
      (each) => {
        add(each);
        setWidget(4, 0, 'hare')(each);
      },
      (each) => {
        add(each);
        setWidget(3, 2, 25)(each);
      },
    );
    expect(canvas.nodes.map((node) => node.id)).toEqual([1, 2, 3, 4, 5]);
  });

  it('lets a removal win over a move', () => {
    const { canvas, conflicts } = merged(
      (each) => removeNode(each, 4),
      (each) => {
        nodeOf(each, 4).pos = [1, 2];
      },
    );
    expect(conflicts).toEqual([]);
    expect(canvas.nodes.map((node) => node.id)).toEqual([1, 2, 3]);
  });

  it('never asks about layout and view', () => {
    const look =
      (x: number): Change =>
      (canvas) => {
        for (const node of canvas.nodes) node.pos = [x, x];
        canvas.extra['ds'] = { scale: x, offset: [x, x] };
        for (const group of canvas.groups) group.bounding = [x, x, x, x];
      };
    const { canvas, conflicts } = merged(look(1), look(2));
    expect(conflicts).toEqual([]);
    expect(nodeOf(canvas, 1).pos).toEqual([1, 1]);
  });

  it('takes the place of the side that changed what the node does', () => {
    const { canvas } = merged(
      (each) => {
        nodeOf(each, 3).pos = [1, 1];
      },
      (each) => {
        nodeOf(each, 3).pos = [2, 2];
        setWidget(3, 2, 25)(each);
      },
    );
    expect(nodeOf(canvas, 3).pos).toEqual([2, 2]);
  });

  it('follows nodes that one side renumbered', () => {
    const renumber: Change = (canvas) => {
      for (const node of canvas.nodes) node.id += 100;
      canvas.links = canvas.links.map(([id, origin, from, target, to, type]) => [
        id,
        origin + 100,
        from,
        target + 100,
        to,
        type,
      ]);
      canvas.last_node_id = 104;
    };
    const { canvas, conflicts } = merged(renumber, setWidget(3, 2, 30));
    expect(conflicts).toEqual([]);
    expect(nodeOf(canvas, 103).widgets_values[2]).toBe(30);
    const other = merged(setWidget(3, 2, 30), renumber);
    expect(other.conflicts).toEqual([]);
    expect(nodeOf(other.canvas, 3).widgets_values[2]).toBe(30);
  });
});

describe('what a person must choose', () => {
  it('the same widget set to two values: ours is live, both stand in a red group and in the record', () => {
    const { canvas, conflicts } = merged(setWidget(3, 2, 25), setWidget(3, 2, 30));
    expect(conflicts).toEqual([
      {
        kind: 'value',
        path: '3.steps',
        node: { id: '3', type: 'KSampler' },
        field: 'steps',
        base: 20,
        ours: 25,
        theirs: 30,
        position: 2,
      },
    ]);
    expect(nodeOf(canvas, 3).widgets_values[2]).toBe(25);
    expect(canvas.groups[1]).toMatchObject({
      id: 2,
      title: 'CONFLICT 1/1: steps: base 20, ours 25, theirs 30',
      bounding: [880, -80, 250, 160],
    });
    const extra = canvas.extra as { comfypin: { conflicts: JsonObject[] } };
    expect(extra.comfypin.conflicts).toMatchObject([{ path: '3.steps', theirs: 30, group: 2 }]);
  });

  it('the same line of a prompt', () => {
    const { conflicts } = merged(
      setWidget(2, 0, 'a red fox\nin the snow\nat dawn'),
      setWidget(2, 0, 'a blue fox\nin the snow\nat dawn'),
    );
    expect(conflicts.map((each) => each.path)).toEqual(['2.text']);
  });

  it('a node that one side removed and the other changed: it stays, and says so', () => {
    const removed: Change = (canvas) => removeNode(canvas, 2);
    const edit = setWidget(2, 0, 'a hare');
    const theirsRemoved = merged(edit, removed);
    expect(theirsRemoved.conflicts).toMatchObject([
      { kind: 'removed', path: '2:node', removedBy: 'theirs', changed: ['text'] },
    ]);
    expect(nodeOf(theirsRemoved.canvas, 2).mode).toBe(0);
    expect(nodeOf(theirsRemoved.canvas, 3).inputs[1]?.link).toBe(3);
    const oursRemoved = merged(removed, edit);
    expect(oursRemoved.conflicts).toMatchObject([{ path: '2:node', removedBy: 'ours' }]);
    expect(nodeOf(oursRemoved.canvas, 2)).toMatchObject({ mode: 2, widgets_values: ['a hare'] });
    expect(nodeOf(oursRemoved.canvas, 3).inputs[1]?.link).toBe(null);
  });

  it('a node that one side removed and the other took into use', () => {
    const use: Change = (canvas) => {
      const node = addNode(canvas, 'Preview');
      node.inputs.push({ name: 'in', type: 'CONDITIONING', link: null });
      link(canvas, [2, 0], [node.id, 0]);
    };
    const { canvas, conflicts } = merged(use, (each) => removeNode(each, 2));
    expect(conflicts).toMatchObject([{ kind: 'removed', path: '2:node' }]);
    expect(nodeOf(canvas, 5).inputs[0]?.link).not.toBe(null);
  });

  it('one input linked to two places', () => {
    const rewire =
      (type: string): Change =>
      (canvas) => {
        const node = addNode(canvas, type);
        node.outputs.push({ name: 'MODEL', type: 'MODEL', links: null });
        link(canvas, [node.id, 0], [3, 0]);
      };
    const { conflicts, canvas } = merged(rewire('LoaderA'), rewire('LoaderB'));
    expect(conflicts).toMatchObject([
      {
        kind: 'link',
        path: '3.model',
        base: { node: '1', output: 'MODEL' },
        ours: { node: '5', output: 'MODEL' },
        theirs: { node: '6', output: 'MODEL' },
      },
    ]);
    expect(canvas.links.find(([, , , target, slot]) => target === 3 && slot === 0)?.[1]).toBe(5);
  });

  it('two rewirings that together lead in a circle', () => {
    const base = changed((canvas) => {
      for (const type of ['A', 'B']) {
        const node = addNode(canvas, type);
        node.inputs.push({ name: 'in', type: 'X', link: null });
        node.outputs.push({ name: 'out', type: 'X', links: null });
      }
    });
    const { workflow, conflicts } = mergeWorkflows(
      asWorkflow(base),
      asWorkflow(changed((canvas) => link(canvas, [5, 0], [6, 0]), base)),
      asWorkflow(changed((canvas) => link(canvas, [6, 0], [5, 0]), base)),
    );
    expect(conflicts).toMatchObject([{ kind: 'cycle', path: '5.in' }]);
    expect(linkFaults(workflow)).toEqual([]);
  });

  it('mode, title and the title of a group', () => {
    const set =
      (mode: number, title: string): Change =>
      (canvas) => {
        nodeOf(canvas, 1).mode = mode;
        nodeOf(canvas, 1).title = title;
        for (const group of canvas.groups) group.title = title;
      };
    const { conflicts } = merged(set(2, 'A'), set(4, 'B'));
    expect(conflicts.map((each) => each.path)).toEqual(['1:mode', '1:title', 'group:id 1']);
  });
});
