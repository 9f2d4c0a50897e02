import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../pages/html.js';
import { sendPage } from '../pages/layout.js';
import { inboxPage, inboxScript, mailPage } from './mail-pages.js';
import { Mailbox } from './mailbox.js';

const SHOWN = 100;

/** The inbox for people. A mail's own markup is shut away: no script, nothing loaded, links open a new page. */
@ApiExcludeController()
@Controller('mail')
export class MailController {
  constructor(private readonly mailbox: Mailbox) {}

  @Get()
  inbox(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const body = inboxPage(this.mailbox.list(SHOWN));
    sendPage(request, reply, { title: 'Mail', root: './', body, script: inboxScript });
  }

  @Get(':id')
  read(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('id') id: string): void {
    const mail = this.mailbox.find(id);
    sendPage(request, reply, {
      title: mail?.subject ?? 'No such mail',
      root: '../',
      status: mail === undefined ? 404 : 200,
      body:
        mail === undefined
          ? html`<h1>No such mail</h1>
              <p>It may have been deleted.</p>`
          : mailPage(mail),
    });
  }

  @Get(':id/body')
  markup(@Res() reply: FastifyReply, @Param('id') id: string): void {
    const markup = this.mailbox.find(id)?.html ?? null;
    void reply
      .status(markup === null ? 404 : 200)
      .headers({
        'content-security-policy':
          "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .type('text/html; charset=utf-8')
      .send(`<base target="_blank">${markup ?? ''}`);
  }
}
