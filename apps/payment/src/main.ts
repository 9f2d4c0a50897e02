import { runService } from '@breakwater/service-host';
import { paymentService } from './service.js';

await runService(paymentService);
