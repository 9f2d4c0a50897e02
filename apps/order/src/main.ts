import { runService } from '@breakwater/service-host';
import { orderService } from './service.js';

await runService(orderService);
