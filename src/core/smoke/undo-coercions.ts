/** Takes back what a server did to the values of a graph before it wrote the graph into a file. */

import { entriesOf, type Json, jsonObject, member } from '../../base/json.ts';
import { nodeOf } from '../workflow/graph.ts';
import type { ApiNode, ApiPrompt } from '../workflow/types.ts';
import { coerces } from './executed-graph.ts';

/** Returns the graph with the submitted value wherever the server's coercion of it gives the one that is there. */
export function withoutCoercions(submitted: ApiPrompt, executed: ApiPrompt): ApiPrompt {
  return jsonObject(
    entriesOf(executed as unknown as { [id: string]: Json }).map(([id, value]): [string, Json] => {
      const [sent, ran] = [nodeOf(submitted, id), nodeOf(executed, id)];
      if (sent === undefined || ran === undefined) return [id, value];
      return [id, { ...ran, inputs: inputsAsSent(sent, ran) } as unknown as Json];
    }),
  ) as unknown as ApiPrompt;
}

function inputsAsSent(sent: ApiNode, ran: ApiNode) {
  return jsonObject(
    entriesOf(ran.inputs).map(([name, is]): [string, Json] => {
      const was = member(sent.inputs, name);
      return [name, was !== undefined && coerces(was, is) ? was : is];
    }),
  );
}
