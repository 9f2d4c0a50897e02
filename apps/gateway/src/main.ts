import { runService } from '@breakwater/service-host';
import { gateway } from './gateway.js';

await runService(gateway);
