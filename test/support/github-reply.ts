/** A request that the GitHub stand-in was sent, and what it answers. */

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly me: string;
}

export interface Reply {
  readonly status: number;
  readonly data: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const docs = 'https://docs.github.com/rest';
export const reply = (data: unknown, status = 200): Reply => ({ status, data });
export const refuse = (status: number, message: string, errors?: readonly unknown[]): Reply =>
  reply(
    { message, documentation_url: docs, status: `${status}`, ...(errors ? { errors } : {}) },
    status,
  );
