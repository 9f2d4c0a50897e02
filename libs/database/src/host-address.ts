import { Fault } from '@breakwater/kernel';

export interface HostAddress {
  readonly host: string;
  readonly port: number;
}

/** Reads `host:port,host:port` (port 5432 when left out). Throws `database.hosts.invalid`. */
export function parseHosts(list: string): HostAddress[] {
  const hosts = list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const match = /^(?<host>\[[^\]]+\]|[^:]+)(?::(?<port>\d{1,5}))?$/.exec(entry);
      if (!match?.groups?.['host']) throw new Fault('invalid', 'database.hosts.invalid', `not a host: ${entry}`);
      return { host: match.groups['host'].replace(/^\[|\]$/g, ''), port: Number(match.groups['port'] ?? 5432) };
    });
  if (hosts.length === 0) throw new Fault('invalid', 'database.hosts.invalid', 'no database host given');
  return hosts;
}

export function sameHost(a: HostAddress | undefined, b: HostAddress | undefined): boolean {
  return a?.host === b?.host && a?.port === b?.port;
}
