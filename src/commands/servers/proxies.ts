/** Which HTTP proxy leads to a server: its own by promotion.yaml, else the one that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name. */

type Variable = (name: string) => string | undefined;

const defaultPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * Returns the proxy's URL, or undefined for a direct connection. `own` is the server's `proxy:`, resolved; `none` there means direct. Lower-case
 * variables go before upper-case ones, HTTP_PROXY stands in for HTTPS_PROXY, and this machine itself is never asked for through a proxy
 * that variables name.
 */
export function proxyFor(
  url: string,
  own: string | undefined,
  variable: Variable,
): string | undefined {
  if (own !== undefined) return own === 'none' ? undefined : withScheme(own);
  const target = new URL(url);
  const named = (name: string): string | undefined => {
    const value = variable(name.toLowerCase()) ?? variable(name);
    return value === undefined || value.trim() === '' ? undefined : value.trim();
  };
  if (isLoopback(target.hostname) || isExcluded(target, named('NO_PROXY') ?? '')) return undefined;
  const proxy =
    (target.protocol === 'https:' ? named('HTTPS_PROXY') : undefined) ?? named('HTTP_PROXY');
  return proxy === undefined ? undefined : withScheme(proxy);
}

/** `proxy.example:3128` is taken as curl takes it. */
function withScheme(proxy: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(host.toLowerCase());
}

/** Entries are hosts with their subdomains, with a port where one is meant; `*` is everything. */
function isExcluded(target: URL, list: string): boolean {
  const host = target.hostname.toLowerCase();
  const port = target.port === '' ? defaultPorts[target.protocol] : Number(target.port);
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '') return false;
    if (entry === '*') return true;
    const parts = /^(.+?)(?::(\d+))?$/.exec(entry);
    const name = (parts?.[1] ?? entry).toLowerCase().replace(/^\*?\./, '');
    if (parts?.[2] !== undefined && Number(parts[2]) !== port) return false;
    return host === name || host.endsWith(`.${name}`);
  });
}
