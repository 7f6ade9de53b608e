import { describe, expect, it } from 'vitest';
import { hintOf, titleOf } from '../../../../src/base/problem.ts';
import { parseWorkflow } from '../../../../src/core/workflow/parse.ts';

function said(text: string): string[] {
  return parseWorkflow(text, 'hero.json').problems.map(
    (each) =>
      `${each.at.file}:${each.at.line}:${each.at.column} ${each.code}: ${titleOf(each)} | ${hintOf(each)}`,
  );
}

describe('parseWorkflow', () => {
  it('tells the formats apart', () => {
    expect(parseWorkflow('{"nodes":[{"id":1,"type":"Note"}],"links":[]}').format).toBe('canvas');
    const api = parseWorkflow('{"1":{"class_type":"Note","inputs":{}}}');
    expect(api).toMatchObject({ format: 'api', problems: [] });
    expect(Object.keys(api.workflow ?? {})).toEqual(['1']);
  });

  it.each([
    ['', 'The file is empty'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:1', 'git lfs pull'],
    ['{\n<<<<<<< ours\n"1": 2', 'conflict markers'],
    ['<!DOCTYPE html><html>', 'web page'],
    ['{"1": {"class_type": "A", "inp', 'cut off'],
    ['{"1": {"class_type": "A", "inputs": {"x": NaN}}}', 'finite number'],
    ['{"1": {"class_type": "A", "inputs": {"x": 1e400}}}', 'finite number'],
    ['{"1": {"class_type": "A", "inputs": {"x": 1, "x": 2}}}', 'Keep one of the two'],
    ['{"1": {"class_type": "A", "inputs": {"x": "\\ud800"}}}', 'half of a surrogate pair'],
    ['[1]', 'a list'],
    ['"text"', 'a text'],
    ['{}', 'no nodes'],
    ['{"version": 1}', 'it has "version" and no node'],
    ['{"prompt": {"1": {"class_type": "A", "inputs": {}}}}', 'Save the value of "prompt"'],
    ['{"output": {"1": {"class_type": "A", "inputs": {}}}, "workflow": 1}', '"output"'],
    ['{"nodes": [{"id": 1}]}', 'nodes[0]: the node has no "type"'],
    ['{"nodes": [{"id": 1, "type": "A"}, {"id": 1, "type": "B"}]}', 'a second time'],
    ['{"nodes": [], "links": []}', 'no nodes'],
  ])('refuses %s', (text, why) => {
    const problems = said(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(why);
    expect(parseWorkflow(text).workflow).toBeUndefined();
  });

  it('names every broken node with its place', () => {
    expect(
      said(
        '{\n "1": {"inputs": {}},\n "2": {"class_type": "A"},\n "3": 4,\n "4": {"class_type": "A", "inputs": {}}}',
      ),
    ).toMatchInlineSnapshot(`
      [
        "hero.json:2:7 workflow/bad-node: Node 1 is not whole: it has no "class_type". | Save it again in ComfyUI: Workflow > Export (API).",
        "hero.json:3:7 workflow/bad-node: Node 2 is not whole: it has no "inputs". | Save it again in ComfyUI: Workflow > Export (API).",
        "hero.json:4:7 workflow/bad-node: Node 3 is not whole: it is a number. | Save it again in ComfyUI: Workflow > Export (API).",
      ]
    `);
  });

  it('gives the workflow beside links that lead nowhere or in a circle', () => {
    const text = `{
  "1": {"class_type": "A", "inputs": {"x": ["9", 0]}},
  "2": {"class_type": "A", "inputs": {"x": ["3", 0]}},
  "3": {"class_type": "A", "inputs": {"x": ["2", 0]}}
}`;
    expect(parseWorkflow(text).workflow).toBeDefined();
    expect(said(text)).toMatchInlineSnapshot(`
      [
        "hero.json:2:44 workflow/absent-node: Input x of node 1 takes its value from node 9, which is not there. | Connect the input again and export anew, or give it a value.",
        "hero.json:3:8 workflow/cycle: These nodes take values from each other in a circle: 2 <- 3 <- 2. | Remove one of these links in ComfyUI and export again.",
      ]
    `);
  });

  it('follows a chain of many thousand nodes', () => {
    const nodes = Array.from({ length: 20_000 }, (_, id) => [
      String(id),
      { class_type: 'A', inputs: id === 0 ? {} : { x: [String(id - 1), 0] } },
    ]);
    const text = JSON.stringify(Object.fromEntries(nodes.reverse()));
    expect(parseWorkflow(text).problems).toEqual([]);
  });

  it('keeps numbers and odd keys as they are', () => {
    const { workflow } = parseWorkflow(
      '{"__proto__":{"class_type":"A","inputs":{"seed":18446744073709551615,"__proto__":1}}}',
    );
    expect(Object.keys(workflow ?? {})).toEqual(['__proto__']);
  });
});

it('answers soon for a file with a fault in each of its many nodes', () => {
  const start = process.cpuUsage();
  const { problems } = parseWorkflow(`{"nodes":[${'1,'.repeat(20_000)}1]}`, 'f.json');
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(1000);
  expect(problems).toHaveLength(20_001);
  expect(problems[0]?.at).toMatchObject({ file: 'f.json', line: 1 });
  expect(problems[20_000]?.at).toEqual({ file: 'f.json' });
});
