/** HTTP proxies: a dispatcher for requests, and a tunnel for websockets. */

import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { shownUrl } from './server-failures.ts';

const pool = { headersTimeout: 0, bodyTimeout: 0, connections: 8 };

/** Requests to http servers are passed on by the proxy, those to https servers go through a tunnel that it opens. */
export function dispatcherFor(
  proxy: string | undefined,
  ca: readonly string[] | undefined,
): Dispatcher {
  const tls = ca === undefined ? {} : { ca: [...ca] };
  if (proxy === undefined) return new Agent({ ...pool, connect: tls });
  const credentials = credentialsOf(proxy);
  return new ProxyAgent({
    ...pool,
    uri: shownUrl(proxy),
    proxyTunnel: false,
    requestTls: tls,
    proxyTls: tls,
    ...(credentials === undefined ? {} : { token: credentials }),
  });
}

export interface TunnelEnd {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  readonly ca: readonly string[] | undefined;
}

/** Opens a connection to a server through the proxy (CONNECT, RFC 9110 section 9.3.6), with TLS inside where the server has it. */
export function openTunnel(
  proxy: string,
  { host, port, isSecure, ca }: TunnelEnd,
  timeoutMs: number,
): Promise<Socket | TLSSocket> {
  const { protocol, hostname, port: proxyPort } = new URL(proxy);
  const send = protocol === 'https:' ? secureRequest : plainRequest;
  const credentials = credentialsOf(proxy);
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const tls = ca === undefined ? {} : { ca: [...ca] };
  return new Promise((resolve, reject) => {
    const asked = send({
      ...tls,
      method: 'CONNECT',
      host: hostname,
      port: proxyPort === '' ? (protocol === 'https:' ? 443 : 80) : Number(proxyPort),
      path: target,
      agent: false,
      headers: {
        host: target,
        ...(credentials === undefined ? {} : { 'proxy-authorization': credentials }),
      },
    });
    asked.setTimeout(timeoutMs, () => asked.destroy(new Error('the proxy does not answer')));
    asked.once('error', reject);
    asked.once('connect', (answer, socket) => {
      socket.setTimeout(0);
      if (answer.statusCode !== 200) {
        socket.destroy();
        reject(new Error(`Proxy response (${answer.statusCode ?? 0})`));
        return;
      }
      if (!isSecure) return resolve(socket);
      const secure = connectTls({
        socket,
        host,
        ...(isIP(host) === 0 ? { servername: host } : {}),
        ...tls,
      });
      secure.once('error', reject);
      secure.once('secureConnect', () => resolve(secure));
    });
    asked.end();
  });
}

function credentialsOf(proxy: string): string | undefined {
  const { username, password } = new URL(proxy);
  if (username === '') return undefined;
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(text, 'utf8').toString('base64')}`;
}
