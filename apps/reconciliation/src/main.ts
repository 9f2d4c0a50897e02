import { runService } from '@breakwater/service-host';
import { reconciliationService } from './service.js';

await runService(reconciliationService);
