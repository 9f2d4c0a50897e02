import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Fault } from '@breakwater/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pageFor, type Page } from '../domain/pages.js';
import { pathOf } from '../domain/paths.js';

export interface WebPagesOptions {
  readonly storefrontDir: string;
  readonly consoleDir: string;
  /** Called with every page (not its assets): a visit begins here. */
  readonly onPage: (request: FastifyRequest, reply: FastifyReply) => void;
}

const YEAR_SECONDS = 31_536_000;

/** The two web applications: their files, and their one page for every address that the application itself understands. */
export async function webPages(fastify: FastifyInstance, options: WebPagesOptions): Promise<void> {
  await fastify.register(fastifyStatic, {
    serve: false,
    root: options.storefrontDir,
    preCompressed: true,
    cacheControl: false,
    index: false,
    dotfiles: 'ignore',
    setHeaders: (reply, path) => {
      // Vite puts a hash of the content into the name of everything in assets/.
      const hashed = /[/\\]assets[/\\][^/\\]+$/.test(path);
      void reply.header('cache-control', hashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
    },
  });
  const folders: Record<Page['app'], string> = { storefront: options.storefrontDir, console: options.consoleDir };

  fastify.get('/*', (request, reply) => {
    const path = pathOf(request.url);
    if (path === '/console') return reply.redirect('/console/', 308);
    const page = pageFor(path);
    const folder = folders[page.app];
    if (page.file !== null) return reply.sendFile(page.file, folder);
    if (!acceptsHtml(request)) throw new Fault('not_found', 'gateway.page.not_found', 'no such page');
    options.onPage(request, reply);
    if (!existsSync(join(folder, 'index.html'))) return notBuilt(reply, page.app);
    return reply.sendFile('index.html', folder);
  });
}

function acceptsHtml(request: FastifyRequest): boolean {
  return /\btext\/html\b|\*\/\*/.test(request.headers.accept ?? '*/*');
}

function notBuilt(reply: FastifyReply, app: string): FastifyReply {
  return reply
    .code(503)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>Not built yet</title>
<h1>The ${app} is not built yet</h1>
<p>The shop's services are running, but there is no <code>index.html</code> of the ${app}.</p>
<p>Build it with <code>pnpm exec nx run @breakwater/${app}:build</code> and reload this page.</p></html>\n`,
    );
}
