import { type Clock, type IdSource } from '@breakwater/kernel';
import { CLOCK, CONFIG, IDS } from '@breakwater/service-host';
import { Module } from '@nestjs/common';
import { AccountsController } from './accounts/accounts.controller.js';
import { AccountsRepository } from './accounts/accounts.repository.js';
import { AttemptsRepository } from './accounts/attempts.repository.js';
import { PasswordHasher } from './accounts/password-hasher.js';
import { SeedAccounts } from './accounts/seed-accounts.js';
import { SignIn } from './accounts/sign-in.js';
import { SignUp } from './accounts/sign-up.js';
import type { GatewayConfig } from './gateway.config.js';
import { CookieCodec } from './sessions/cookie-codec.js';
import { Visitors } from './sessions/visitors.js';

@Module({
  controllers: [AccountsController],
  providers: [
    AccountsRepository,
    AttemptsRepository,
    SeedAccounts,
    SignIn,
    SignUp,
    {
      provide: PasswordHasher,
      inject: [CONFIG],
      useFactory: (config: GatewayConfig) =>
        new PasswordHasher({ costLog2: config.PASSWORD_COST_LOG2, concurrency: 2, queue: 50 }),
    },
    {
      provide: Visitors,
      inject: [CONFIG, IDS, CLOCK],
      useFactory: (config: GatewayConfig, ids: IdSource, clock: Clock) =>
        new Visitors(new CookieCodec(config.COOKIE_KEYS ?? [config.SESSION_KEY]), ids, clock, config.PUBLIC_URL),
    },
  ],
})
export class GatewayModule {}
