import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { formatMoney, money } from '@breakwater/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PaymentIntent } from '../domain/payment-intent.js';
import { type Html, html } from '../pages/html.js';
import { sendPage } from '../pages/layout.js';
import { parseForm } from '../stripe-api/form.js';
import { AuthenticatePayment } from './authenticate-payment.js';

/** The bank's page: the customer proves who they are, or does not. */
@ApiExcludeController()
@Controller('3ds/:intent/:action')
export class AuthenticationController {
  constructor(private readonly authentication: AuthenticatePayment) {}

  @Get()
  show(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('intent') intentId: string,
    @Param('action') actionId: string,
  ): void {
    const intent = this.authentication.find(intentId, actionId);
    sendPage(request, reply, {
      title: '3-D Secure',
      root: '../../',
      status: intent === undefined ? 410 : 200,
      body: intent === undefined ? over : question(intent),
    });
  }

  @Post()
  decide(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('intent') intentId: string,
    @Param('action') actionId: string,
  ): void {
    const approved = parseForm(typeof request.body === 'string' ? request.body : '')['answer'] === 'approve';
    const outcome = this.authentication.run(intentId, actionId, approved);
    if (outcome?.returnTo !== undefined) return void reply.status(303).header('location', outcome.returnTo).send();
    sendPage(request, reply, {
      title: '3-D Secure',
      root: '../../',
      status: outcome === undefined ? 410 : 200,
      body: outcome === undefined ? over : done,
    });
  }
}

const over = html`<div class="card narrow">
  <h1>This question is answered already</h1>
  <p>Please go back to the shop: it knows how the payment went.</p>
</div>`;

const done = html`<div class="card narrow">
  <h1>Thank you</h1>
  <p>You can close this page and go back to the shop.</p>
</div>`;

function question(intent: PaymentIntent): Html {
  const amount = formatMoney(money(intent.amount, intent.currency.toUpperCase()));
  return html`<form class="card narrow" method="post">
    <p class="soft">Sandbox Bank · 3-D Secure</p>
    <h1>Is this payment yours?</h1>
    <dl>
      <dt>Shop</dt>
      <dd>Breakwater</dd>
      <dt>Amount</dt>
      <dd><strong>${amount}</strong></dd>
      <dt>For</dt>
      <dd>${intent.description ?? 'your order'}</dd>
    </dl>
    <p class="soft">A real bank would ask for a code or a fingerprint. Here you choose the outcome.</p>
    <div class="buttons">
      <button name="answer" value="approve">Approve</button>
      <button class="quiet" name="answer" value="fail">Fail authentication</button>
    </div>
  </form>`;
}
