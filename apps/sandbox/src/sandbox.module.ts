import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from '@breakwater/telemetry';
import { BankController } from './bank/bank.controller.js';
import { BalanceController } from './balance/balance.controller.js';
import { ChargesController } from './charges/charges.controller.js';
import { ControlController } from './control/control.controller.js';
import { DiscrepanciesController } from './control/discrepancies.controller.js';
import { OutcomesController } from './control/outcomes.controller.js';
import { EventsController } from './events/events.controller.js';
import { MailController } from './mail/mail.controller.js';
import { IndexController } from './pages/index.controller.js';
import { AuthenticationController } from './payment-intents/authentication.controller.js';
import { PaymentIntentsController } from './payment-intents/payment-intents.controller.js';
import { SearchController } from './payment-intents/search.controller.js';
import { PaymentMethodsController } from './payment-methods/payment-methods.controller.js';
import { PayoutsController } from './payouts/payouts.controller.js';
import { RefundsController } from './refunds/refunds.controller.js';
import { assemble } from './sandbox.js';
import type { SandboxConfig } from './sandbox.config.js';
import { UnknownUrlController } from './stripe-api/unknown-url.controller.js';

@Module({})
export class SandboxModule {
  static with(config: SandboxConfig, log: Logger): DynamicModule {
    const parts = assemble(config, log);
    return {
      module: SandboxModule,
      providers: parts.map((part) => ({ provide: part.constructor, useValue: part })),
      controllers: [
        IndexController,
        ControlController,
        DiscrepanciesController,
        OutcomesController,
        BankController,
        MailController,
        AuthenticationController,
        // Before the intents: `search` would be taken for an id.
        SearchController,
        PaymentIntentsController,
        PaymentMethodsController,
        RefundsController,
        ChargesController,
        BalanceController,
        PayoutsController,
        EventsController,
        UnknownUrlController,
      ],
    };
  }
}
