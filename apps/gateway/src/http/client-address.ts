import { BlockList, isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** Where our own balancer may stand: this machine or the private network beside it. */
const neighbours = new BlockList();
neighbours.addSubnet('127.0.0.0', 8);
neighbours.addSubnet('10.0.0.0', 8);
neighbours.addSubnet('172.16.0.0', 12);
neighbours.addSubnet('192.168.0.0', 16);
neighbours.addAddress('::1', 'ipv6');
neighbours.addSubnet('fc00::', 7, 'ipv6');

/** The customer's address: what our balancer added last to X-Forwarded-For. What stands before it may be invented. */
export function clientAddress(request: FastifyRequest): string {
  const remote = plain(request.raw.socket.remoteAddress ?? '');
  const added = plain(last(request.raw.headers['x-forwarded-for']));
  return isNeighbour(remote) && isIP(added) !== 0 ? added : remote;
}

/** `https` when the balancer says so, or the connection itself is. */
export function scheme(request: FastifyRequest): 'http' | 'https' {
  const remote = plain(request.raw.socket.remoteAddress ?? '');
  return isNeighbour(remote) && last(request.raw.headers['x-forwarded-proto']) === 'https' ? 'https' : 'http';
}

/** True for what came over the edge, and not from a neighbour's probe or scrape. */
export function cameOverTheEdge(request: FastifyRequest): boolean {
  return request.raw.headers['x-forwarded-for'] !== undefined;
}

function isNeighbour(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && neighbours.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function last(value: string | string[] | undefined): string {
  const text = Array.isArray(value) ? value.join(',') : (value ?? '');
  return text.slice(text.lastIndexOf(',') + 1).trim();
}

function plain(address: string): string {
  return address.replace(/^::ffff:/i, '');
}
