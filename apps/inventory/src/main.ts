import { runService } from '@breakwater/service-host';
import { inventoryService } from './service.js';

await runService(inventoryService);
