import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { Html, html } from './html.js';
import { style } from './style.js';

export interface Page {
  readonly title: string;
  readonly body: Html;
  /** JavaScript of our own; nothing else may run. */
  readonly script?: string;
  readonly status?: number;
  /** Way from this page to the sandbox's first one, which all links start from; an edge may name its prefix instead. */
  readonly root: './' | '../' | '../../';
}

/** Sends a page that may load nothing from elsewhere. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, page: Page): void {
  const nonce = randomBytes(12).toString('base64url');
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    'img-src data:',
    "connect-src 'self'",
    "frame-src 'self'",
    "frame-ancestors 'self'",
    "base-uri 'self'",
    `script-src 'nonce-${nonce}'`,
  ];
  void reply
    .status(page.status ?? 200)
    .headers({
      'content-security-policy': policy.join('; '),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .type('text/html; charset=utf-8')
    .send(frame(page, rootOf(request, page), nonce).markup);
}

function rootOf(request: FastifyRequest, page: Page): string {
  const prefix = request.headers['x-forwarded-prefix'];
  return typeof prefix === 'string' && /^(\/[\w-]+)+$/.test(prefix) ? `${prefix}/` : page.root;
}

function frame(page: Page, root: string, nonce: string): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <base href="${root}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} · Sandbox</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <header>
          <a href="./">Sandbox</a>
          <nav><a href="mail">Mail</a></nav>
        </header>
        <main>${page.body}</main>
        ${
          page.script !== undefined &&
          html`<script nonce="${nonce}">
            ${new Html(page.script)};
          </script>`
        }
      </body>
    </html>`;
}
