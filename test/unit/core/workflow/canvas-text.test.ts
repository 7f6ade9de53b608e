import { describe, expect, it } from 'vitest';
import { canonicalCanvasText } from '../../../../src/core/workflow/canvas-text.ts';
import { json } from '../../../support/graphs.ts';

const saved = `{"last_node_id":10,"extra":{"ds":{"scale":0.5},"note":"x"},"nodes":[
  {"id":10,"pos":[1.50,2],"type":"B","widgets_values":[18446744073709551615,"a"],"flags":{}},
  {"id":2,"type":"A","properties":{"z":1,"a":2},"inputs":[{"name":"in","link":7}],"mode":0}],
  "links":[[11,10,0,2,0,"X"],[7,10,0,2,0,"X"]],"groups":[],"version":0.4}`;

describe('the canonical text of a canvas', () => {
  it('has a node as a group of lines, a link on a line, and the view last', () => {
    expect(canonicalCanvasText(json(saved) as never)).toMatchInlineSnapshot(`
      "{
        "version": 0.4,
        "nodes": [
          {
            "id": 2,
            "type": "A",
            "mode": 0,
            "inputs": [
              {"name":"in","link":7}
            ],
            "properties": {
              "z": 1,
              "a": 2
            }
          },
          {
            "id": 10,
            "type": "B",
            "widgets_values": [
              18446744073709551615,
              "a"
            ],
            "pos": [1.50,2],
            "flags": {}
          }
        ],
        "links": [
          [7,10,0,2,0,"X"],
          [11,10,0,2,0,"X"]
        ],
        "groups": [],
        "extra": {
          "note": "x",
          "ds": {"scale":0.5}
        },
        "last_node_id": 10
      }
      "
    `);
  });

  it('does not change when it is written again', () => {
    const text = canonicalCanvasText(json(saved) as never);
    expect(canonicalCanvasText(json(text) as never)).toBe(text);
  });

  it('keeps the order where one id stands twice', () => {
    const twice = '{"nodes":[{"id":2,"type":"A"},{"id":1,"type":"B"},{"id":2,"type":"C"}]}';
    const text = canonicalCanvasText(json(twice) as never);
    expect(text.match(/"type": "."/g)?.join()).toBe('"type": "A","type": "B","type": "C"');
  });
});
