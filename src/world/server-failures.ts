/** From what undici, ws and the system say to a problem that a person can act on. */

import { Failure } from '../base/failure.ts';
import { type Problem, problem } from '../base/problem.ts';

export interface FailedRequest {
  readonly server: string;
  readonly path: string;
  /** URL of the proxy that the request went through, without secrets. */
  readonly proxy?: string;
  /** Given when our own timer ended the request. */
  readonly timedOutAfterMs?: number;
}

const unknownHost = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME']);
const resets = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_DESTROYED',
]);
/** Codes of OpenSSL's certificate checks as Node spells them, and of the TLS layer. */
const tls =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|HOSTNAME_MISMATCH|EPROTO)/;

/** Returns the failure for a thrown error; its cause is kept for debugging, never printed. */
export function failureOf(thrown: unknown, request: FailedRequest): Failure {
  return new Failure(problemOf(thrown, request), thrown);
}

function problemOf(thrown: unknown, request: FailedRequest): Problem {
  const { server, path } = request;
  const { code, message } = innermost(thrown);
  if (request.timedOutAfterMs !== undefined) {
    const seconds = Math.round(request.timedOutAfterMs / 100) / 10;
    return problem('server/timeout', {}, { server, path, seconds });
  }
  if (request.proxy !== undefined && (code === 'ECONNREFUSED' || /proxy/i.test(message))) {
    const reason = code === 'ECONNREFUSED' ? 'nothing listens there' : message;
    return problem('server/proxy', {}, { server, proxy: request.proxy, reason });
  }
  if (code === 'ECONNREFUSED') return problem('server/refused', {}, { server });
  if (unknownHost.has(code)) {
    return problem('server/unknown-host', {}, { server, host: new URL(server).hostname });
  }
  if (tls.test(code)) return problem('server/tls', {}, { server, reason: message });
  if (resets.has(code) || code.startsWith('HPE_')) {
    return problem('server/reset', {}, { server, path, reason: message });
  }
  return problem('server/unreachable', {}, { server, reason: message });
}

/** Returns code and message of the error that began it; happy-eyeballs errors name the first try. */
function innermost(thrown: unknown): { readonly code: string; readonly message: string } {
  let error = thrown;
  for (let depth = 0; depth < 8; depth += 1) {
    const inner =
      error instanceof AggregateError ? error.errors[0] : (error as { cause?: unknown })?.cause;
    if (!(inner instanceof Error)) break;
    error = inner;
  }
  const code = (error as { code?: unknown })?.code;
  const message = error instanceof Error ? error.message : String(error);
  return { code: typeof code === 'string' ? code : '', message: message.split('\n')[0] ?? '' };
}

/** Returns origin and path of a URL: user name, password and query are nobody's business. */
export function shownUrl(url: string): string {
  const parsed = new URL(url);
  return `${parsed.origin}${parsed.pathname}`.replace(/\/$/, '');
}
