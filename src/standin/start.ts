/** Starts a stand-in: a server that answers as ComfyUI does, computes simple pictures, and loads no model. */

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Failure } from '../base/failure.ts';
import { problem } from '../base/problem.ts';
import { type Offer, openOffer } from './catalog/offer.ts';
import { type FaultPlan, type Faults, faultPlan } from './faults.ts';
import { type Folders, openFolders } from './folders.ts';
import { headersOf, isForeignOrigin, type Route, serve } from './http.ts';
import { type PromptQueue, promptQueue } from './queue.ts';
import { aboutRoutes } from './routes/about.ts';
import { promptRoutes } from './routes/prompt.ts';
import { uploadRoutes } from './routes/upload.ts';
import { userDataRoutes } from './routes/user-data.ts';
import { viewRoutes } from './routes/view.ts';
import { openSockets, type Sockets } from './sockets.ts';
import type { RunningStandin, StandinOptions } from './types.ts';
import { rulesOf, type ServerRules } from './versions.ts';
import { startWorker, type Worker } from './worker.ts';

/** Resolves once the server listens. Rejects with a Failure where the port is taken. */
export async function startStandin(options: StandinOptions): Promise<RunningStandin> {
  const folders = await openFolders(options.folder);
  const offer = openOffer(options, folders);
  const rules = rulesOf(offer.version);
  const plan = faultPlan();
  const log = options.log ?? (() => undefined);
  const status = () => ({ status: { exec_info: { queue_remaining: queue.remaining() } } });
  const queue = promptQueue(() => sockets.send('status', status()));
  const sockets: Sockets = openSockets({
    features: rules.features,
    status,
    runningNode: (clientId) => worker.runningNode(clientId),
  });
  const worker = startWorker({
    queue,
    sockets,
    rules,
    folders,
    faults: plan,
    nodeTypes: async () => (await offer.catalog()).nodeTypes,
    delayMs: options.delayMs ?? 0,
    log,
  });
  const routes = routesOf({ queue, rules, folders, offer, worker }, options.users);
  const server = createServer((request, response) => {
    serve(request, response, routes, plan).catch(() => request.socket.destroy());
  });
  server.on('upgrade', (request, socket, head) =>
    upgrade({ request, socket, head }, sockets, plan),
  );
  let restarting = Promise.resolve();
  const faults: Faults = {
    ...plan,
    dropSockets: sockets.drop,
    silenceSockets: sockets.silence,
    restart: () => {
      queue.reset();
      worker.abandon();
      sockets.drop();
      restarting = folders.clearTemp();
    },
  };
  const url = await listen(server, options).catch(async (error: unknown) => {
    await folders.remove();
    throw error;
  });
  const stop = async () => {
    queue.reset();
    worker.abandon();
    sockets.close();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    await worker.idle();
    await restarting;
    await folders.remove();
  };
  return { url, faults, stop };
}

interface Parts {
  readonly queue: PromptQueue;
  readonly rules: ServerRules;
  readonly folders: Folders;
  readonly offer: Offer;
  readonly worker: Worker;
}

function routesOf(
  { queue, rules, folders, offer, worker }: Parts,
  users: StandinOptions['users'],
): readonly Route[] {
  const free = (wanted: { readonly results: boolean }) => {
    if (wanted.results) worker.forgetResults();
  };
  const { interrupt, wake } = worker;
  return [
    ...promptRoutes({ queue, rules, folders, catalog: offer.catalog, interrupt, free, wake }),
    ...aboutRoutes(offer, rules),
    ...viewRoutes(folders, rules.hidesSniffing),
    ...uploadRoutes(folders),
    ...userDataRoutes(folders, rules, users),
  ];
}

interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

function upgrade({ request, socket, head }: Upgrade, sockets: Sockets, plan: FaultPlan): void {
  const path = (request.url ?? '').replace(/^\/api(?=\/)/, '').split('?')[0];
  const fault = plan.nextHttp('GET', '/ws');
  if (fault?.kind === 'reset') socket.destroy();
  else if (fault?.kind === 'answer') refuse(socket, fault.status);
  else if (path !== '/ws') refuse(socket, 404);
  else if (isForeignOrigin(headersOf(request))) refuse(socket, 403);
  else sockets.accept(request, socket, head);
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}

function listen(server: Server, options: StandinOptions): Promise<string> {
  const host = options.host ?? '127.0.0.1';
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'it is already in use' : error.message;
      reject(
        new Failure(problem('server/cannot-listen', {}, { port: options.port, reason }), error),
      );
    });
    server.listen(options.port, host, () => {
      const { port } = server.address() as AddressInfo;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
    });
  });
}
