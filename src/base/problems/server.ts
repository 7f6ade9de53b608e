/** A ComfyUI server that cannot be reached, or that answers what no ComfyUI server answers. */

import { define } from './definition.ts';

export const serverProblems = {
  'server/bad-status': define<{ server: string; path: string; status: number }>({
    severity: 'error',
    title: ({ server, path, status }) => `${server} answers ${status} to GET ${path}.`,
    hint: ({ status }) =>
      status === 401 || status === 403
        ? 'Set token: or headers: of the server in promotion.yaml, and the variable that it names.'
        : 'Check that the address is that of ComfyUI, with its path prefix if it has one.',
    why: 'A catalog is read whole or not at all: one missing answer would make models or node types look absent.',
    example: { server: 'https://comfy.example', path: '/object_info', status: 401 },
  }),
  'server/not-a-catalog': define<{ path: string; reason: string }>({
    severity: 'error',
    title: ({ path, reason }) => `The answer to GET ${path} is not what ComfyUI gives: ${reason}`,
    hint: ({ path }) => `Open ${path} of the server in a browser: it must show ComfyUI's JSON.`,
    why: 'A catalog is made of what a ComfyUI server answers. A login page, a proxy error or another program at the same address would make every node type look missing, so such an answer is refused.',
    example: { path: '/object_info', reason: 'Expected a value' },
  }),
  'server/refused': define<{ server: string }>({
    severity: 'error',
    title: ({ server }) => `Nothing listens at ${server}`,
    hint: () => 'Start the server, or correct its url in promotion.yaml.',
    why: 'The machine answered that no program takes connections on that port. Nothing was sent.',
    example: { server: 'http://127.0.0.1:8188' },
  }),
  'server/unknown-host': define<{ server: string; host: string }>({
    severity: 'error',
    title: ({ server, host }) => `The name ${host} of the server ${server} has no address`,
    hint: () => 'Correct the url in promotion.yaml, or connect to the network that knows the name.',
    why: 'The name could not be looked up, so no connection was tried. Nothing was sent.',
    example: { server: 'https://comfy.staging.example', host: 'comfy.staging.example' },
  }),
  'server/unreachable': define<{ server: string; reason: string }>({
    severity: 'error',
    title: ({ server, reason }) => `The server ${server} cannot be reached: ${reason}`,
    hint: () => 'Check the network and the url in promotion.yaml, then run the command again.',
    why: 'The network gave no way to the server. What an unreachable server would have said is unknown, never taken for a no.',
    example: { server: 'http://10.0.0.7:8188', reason: 'no route to host' },
  }),
  'server/timeout': define<{ server: string; path: string; seconds: number }>({
    severity: 'error',
    title: ({ server, path, seconds }) => `${server} did not answer ${path} within ${seconds} s`,
    hint: () => 'Look whether the server is busy or hangs, then run the command again.',
    why: 'A request that gets no answer has an unknown fate: it is never taken for a yes or a no, and a prompt is never sent twice because of it.',
    example: { server: 'http://127.0.0.1:8188', path: '/object_info', seconds: 60 },
  }),
  'server/tls': define<{ server: string; reason: string }>({
    severity: 'error',
    title: ({ server, reason }) => `The certificate of ${server} is not trusted: ${reason}`,
    hint: () =>
      'Give the certificate authority with "ca:" beside the url in promotion.yaml, or correct the url.',
    why: 'The connection was ended before anything was sent, so no token has left this machine. comfypin never goes on with an unchecked certificate.',
    example: { server: 'https://comfy.staging.example', reason: 'self-signed certificate' },
  }),
  'server/proxy': define<{ server: string; proxy: string; reason: string }>({
    severity: 'error',
    title: ({ server, proxy, reason }) =>
      `The proxy ${proxy} does not lead to ${server}: ${reason}`,
    hint: () =>
      'Correct "proxy:" of the server in promotion.yaml or the variables HTTP_PROXY and HTTPS_PROXY; NO_PROXY and "proxy: none" go without one.',
    why: 'The request was to go through an HTTP proxy, which is not there, wants a password, or does not pass it on.',
    example: {
      server: 'https://comfy.example',
      proxy: 'http://proxy.example:3128',
      reason: 'Proxy response (407)',
    },
  }),
  'server/too-large': define<{ server: string; path: string; limit: number }>({
    severity: 'error',
    title: ({ server, path, limit }) =>
      `The answer of ${server} to ${path} is larger than ${Math.round(limit / 1024 / 1024)} MiB`,
    why: 'Every answer has a limit, so that a broken or hostile server cannot fill the memory of this machine.',
    example: { server: 'http://127.0.0.1:8188', path: '/object_info', limit: 67_108_864 },
  }),
  'server/no-user-data': define<{ server: string; path: string; reason: string }>({
    severity: 'error',
    title: ({ server, path, reason }) =>
      `${server} answers ${path} as no ComfyUI server does: ${reason}`,
    hint: ({ path }) => `Open ${path} of the server in a browser: it must show ComfyUI's JSON.`,
    why: 'Saved canvases are listed before anything is taken or written. A list that cannot be read is unknown, never an empty one.',
    example: {
      server: 'http://127.0.0.1:8188',
      path: '/userdata',
      reason: 'it is no list of files',
    },
  }),
  'server/refused-file': define<{ server: string; method: string; file: string; status: number }>({
    severity: 'error',
    title: ({ server, method, file, status }) =>
      `${server} answers ${status} to ${method} of workflows/${file}`,
    hint: ({ status }) =>
      status === 401 || status === 403
        ? 'Set token: or headers: of the server in promotion.yaml, and the variable that it names.'
        : 'Look into the log of the server; the folder user/ may be full or read-only.',
    why: 'The file is as it was. What was written before it is recorded, so the same command goes on from here.',
    example: {
      server: 'http://127.0.0.1:8188',
      method: 'POST',
      file: 'pinned/hero.json',
      status: 500,
    },
  }),
  'server/reset': define<{ server: string; path: string; reason: string }>({
    severity: 'error',
    title: ({ server, path, reason }) =>
      `The connection to ${server} broke during ${path}: ${reason}`,
    hint: () => 'Look whether the server or a proxy before it was restarted, then run it again.',
    why: 'The connection was there and ended in the middle. Whether the server took the request is unknown.',
    example: { server: 'http://127.0.0.1:8188', path: '/prompt', reason: 'other side closed' },
  }),
  'server/redirects': define<{ server: string; path: string }>({
    severity: 'error',
    title: ({ server, path }) => `${server} redirects ${path} in a circle`,
    hint: () => 'Correct the url of the server in promotion.yaml.',
    why: 'A few redirects are followed for reads, without tokens when they lead to another origin. More than five are a mistake of a proxy.',
    example: { server: 'https://comfy.staging.example', path: '/history' },
  }),
  'server/socket-refused': define<{ server: string; reason: string }>({
    severity: 'error',
    title: ({ server, reason }) => `${server} takes no websocket: ${reason}`,
    hint: () => 'A reverse proxy must pass on the headers Upgrade and Connection.',
    why: 'The websocket only tells progress; runs are judged by reading the history, so a run goes on without it.',
    example: { server: 'https://comfy.staging.example', reason: 'Unexpected server response: 403' },
  }),
  'server/cannot-listen': define<{ port: number; reason: string }>({
    severity: 'error',
    title: ({ port, reason }) => `No server can listen on port ${port}: ${reason}`,
    hint: () => 'Choose another port with --port; 0 takes a free one.',
    why: 'The port is taken by another program or needs more rights. Nothing was started.',
    example: { port: 8188, reason: 'address already in use' },
  }),
} as const;
