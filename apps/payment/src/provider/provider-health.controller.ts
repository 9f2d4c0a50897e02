import { Controller } from '@nestjs/common';
import { getProviderHealth, probeProvider, type ProviderHealth } from '@breakwater/contracts';
import { Serve } from '@breakwater/service-host';
import { StripeProvider } from './stripe-provider.js';

@Controller()
export class ProviderHealthController {
  constructor(private readonly provider: StripeProvider) {}

  @Serve(getProviderHealth)
  health(): ProviderHealth {
    return this.provider.health();
  }

  @Serve(probeProvider)
  async probe(): Promise<{ healthy: boolean }> {
    return { healthy: await this.provider.isHealthy() };
  }
}
