/** Things that go wrong on demand: a test says what is to fail next, the server asks here before it acts. */

export type HttpFault =
  /** Answers with this status and does nothing else. */
  | { readonly kind: 'answer'; readonly status: number; readonly body?: string }
  /** Cuts the connection before the request is looked at. */
  | { readonly kind: 'reset' }
  /** Carries the request out and cuts the connection in place of an answer. */
  | { readonly kind: 'lose-answer' }
  /** Sends half of the answer's bytes and cuts the connection. */
  | { readonly kind: 'truncate' }
  /** Waits before it looks at the request. */
  | { readonly kind: 'delay'; readonly milliseconds: number };

export interface NodeFault {
  readonly type: string;
  readonly message: string;
}

export const outOfMemory: NodeFault = {
  type: 'torch.OutOfMemoryError',
  message:
    'Allocation on device failed: the stand-in was told to run out of memory here\nThis error means you ran out of memory on your GPU.',
};

export interface Faults {
  /** Meets the next `times` (default 1) requests of a method and a path, or of every path that begins with `path*`. */
  readonly http: (method: string, path: string, fault: HttpFault, times?: number) => void;
  /** Makes the next `times` (default 1) executions of a node type raise. */
  readonly node: (classType: string, fault: NodeFault, times?: number) => void;
  /** Makes each execution of a node type take this long; an interrupt is seen at once. */
  readonly slow: (classType: string, milliseconds: number) => void;
  /** Ends every websocket without a close frame. */
  readonly dropSockets: () => void;
  /** Frames are no longer sent, sockets stay open. */
  readonly silenceSockets: (silent: boolean) => void;
  /** As a process that is killed and started again: queue, history, cache and sockets are gone, files stay. */
  readonly restart: () => void;
}

interface Planned<F> {
  readonly fault: F;
  left: number;
}

/** The part of the faults that the server asks; `http` and `node` fill it. */
export interface FaultPlan {
  readonly http: Faults['http'];
  readonly node: Faults['node'];
  readonly slow: Faults['slow'];
  readonly nextHttp: (method: string, path: string) => HttpFault | undefined;
  readonly nextNode: (classType: string) => NodeFault | undefined;
  readonly slowness: (classType: string) => number;
}

/** Returns an empty plan. */
export function faultPlan(): FaultPlan {
  const requests: (Planned<HttpFault> & { readonly method: string; readonly path: string })[] = [];
  const nodes: (Planned<NodeFault> & { readonly classType: string })[] = [];
  const slowTypes = new Map<string, number>();
  const matches = (pattern: string, path: string) =>
    pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
  return {
    http: (method, path, fault, times = 1) => {
      requests.push({ method, path, fault, left: times });
    },
    node: (classType, fault, times = 1) => {
      nodes.push({ classType, fault, left: times });
    },
    slow: (classType, milliseconds) => {
      slowTypes.set(classType, milliseconds);
    },
    slowness: (classType) => slowTypes.get(classType) ?? 0,
    nextHttp: (method, path) =>
      take(
        requests.find((row) => row.left > 0 && row.method === method && matches(row.path, path)),
      ),
    nextNode: (classType) => take(nodes.find((row) => row.left > 0 && row.classType === classType)),
  };
}

function take<F>(row: Planned<F> | undefined): F | undefined {
  if (row === undefined) return undefined;
  row.left -= 1;
  return row.fault;
}
