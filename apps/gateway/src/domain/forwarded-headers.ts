export type Headers = Record<string, string | string[] | undefined>;

/** They belong to one connection (RFC 9110, 7.6.1), and what a connection's own list names belongs to it too. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
];

/** What only this gateway may say to a service, and what a service has no business knowing. */
const NEVER_FROM_OUTSIDE = [
  'x-session',
  'x-service-token',
  'x-deadline-ms',
  'x-forwarded-prefix',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'forwarded',
  'x-real-ip',
  'cookie',
  'expect',
  'host',
];

/** The headers of a customer's request that go on to a service. Header names are lower case. */
export function requestHeadersInwards(headers: Headers): Headers {
  return without(headers, [...HOP_BY_HOP, ...NEVER_FROM_OUTSIDE]);
}

/** The headers of a service's answer that go out to the customer. */
export function responseHeadersOutwards(headers: Headers): Headers {
  return without(headers, [...HOP_BY_HOP, 'set-cookie', 'server', 'x-powered-by']);
}

function without(headers: Headers, names: readonly string[]): Headers {
  const dropped = new Set([...names, ...connectionOptions(headers['connection'])]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name.toLowerCase())));
}

function connectionOptions(value: string | string[] | undefined): string[] {
  const text = Array.isArray(value) ? value.join(',') : (value ?? '');
  return text.split(',').map((name) => name.trim().toLowerCase());
}
