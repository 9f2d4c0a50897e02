import { getSession, type Session, signIn, signOut, signUp } from '@breakwater/contracts';
import { type Clock, Fault, type IdSource } from '@breakwater/kernel';
import { CLOCK, IDS, Serve } from '@breakwater/service-host';
import { Body, Controller, Header, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { anonymousVisitor, signIn as signedIn, type SignedInCustomer, type Visitor } from '../domain/visitor.js';
import { clientAddress } from '../http/client-address.js';
import { Visitors } from '../sessions/visitors.js';
import { SignIn } from './sign-in.js';
import { SignUp } from './sign-up.js';

@Controller('api')
export class AccountsController {
  constructor(
    @Inject(Visitors) private readonly visitors: Visitors,
    @Inject(SignUp) private readonly signUps: SignUp,
    @Inject(SignIn) private readonly signIns: SignIn,
    @Inject(IDS) private readonly ids: IdSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Serve(getSession)
  @Header('cache-control', 'private, no-store')
  session(@Req() request: FastifyRequest): Session {
    return { customer: visitorOf(request).customer };
  }

  @Serve(signUp)
  @Header('cache-control', 'private, no-store')
  async signUp(
    @Body({ schema: signUp.body }) body: z.infer<typeof signUp.body>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    return this.enter(await this.signUps.run(body, clientAddress(request)), request, reply);
  }

  @Serve(signIn)
  @Header('cache-control', 'private, no-store')
  async signIn(
    @Body({ schema: signIn.body }) body: z.infer<typeof signIn.body>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    return this.enter(await this.signIns.run(body, clientAddress(request)), request, reply);
  }

  // A new cart too: the next person at this browser does not find this one's.
  @Serve(signOut)
  @Header('cache-control', 'private, no-store')
  signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Session {
    this.visitors.become(request, reply, anonymousVisitor(this.ids, this.clock.now()));
    return { customer: null };
  }

  private enter(account: SignedInCustomer, request: FastifyRequest, reply: FastifyReply): Session {
    const { id, email, name, role } = account;
    const customer = { id, email, name, role };
    this.visitors.become(request, reply, signedIn(visitorOf(request), customer, this.ids, this.clock.now()));
    return { customer };
  }
}

function visitorOf(request: FastifyRequest): Visitor {
  if (request.visitor === undefined)
    throw new Fault('internal', 'gateway.visitor.missing', 'no visitor on an api route');
  return request.visitor;
}
