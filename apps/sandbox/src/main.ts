import { runService } from '@breakwater/service-host';
import { createLogger } from '@breakwater/telemetry';
import { SandboxConfig } from './sandbox.config.js';
import { readForms } from './stripe-api/read-forms.js';
import { SandboxModule } from './sandbox.module.js';
import { startWork } from './start-work.js';

await runService({
  name: 'sandbox',
  config: SandboxConfig,
  module: (config) => SandboxModule.with(config, createLogger('sandbox')),
  customize: readForms,
  onStarted: startWork,
});
