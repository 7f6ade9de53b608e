/** A server that is reached over HTTP and websocket. It carries bytes; what they mean is core's to say. */

/** One server of an environment, secrets resolved. `headers` go to this origin only. */
export interface ServerAddress {
  /** Base URL, possibly with a path prefix, without a slash at the end. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** PEM text of certificate authorities to trust besides the system's. */
  readonly ca?: string;
  /** URL of the HTTP proxy that leads to the server, possibly with a name and password. */
  readonly proxy?: string;
}

export interface ServerRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path with query below the base URL, as `/history/abc`. */
  readonly path: string;
  readonly body?:
    | { readonly kind: 'json'; readonly text: string }
    | { readonly kind: 'multipart'; readonly parts: readonly MultipartPart[] };
  readonly timeoutMs: number;
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
  /** Called as the answer's bytes arrive, with the bytes so far. */
  readonly onProgress?: (received: number) => void;
}

export interface MultipartPart {
  readonly name: string;
  readonly value: string | Uint8Array;
  readonly fileName?: string;
  readonly contentType?: string;
}

export interface ServerResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export type SocketFrame =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly data: Uint8Array }
  | {
      readonly kind: 'closed';
      readonly code: number;
      readonly reason: string;
      /** True where this side gave up a peer that answered no ping: the other side may think that it is still open. */
      readonly isHalfOpen: boolean;
    };

export interface ServerSocket {
  /** Frames in order; ends after `closed`. */
  readonly frames: AsyncIterable<SocketFrame>;
  readonly send: (text: string) => void;
  readonly close: () => void;
}

/** Failures carry a `server/…` problem; an HTTP status is an answer, never a failure. */
export interface Server {
  readonly address: ServerAddress;
  readonly request: (request: ServerRequest) => Promise<ServerResponse>;
  readonly openSocket: (path: string, timeoutMs: number) => Promise<ServerSocket>;
  readonly close: () => Promise<void>;
}
