import { runService } from '@breakwater/service-host';
import { productService } from './service.js';

await runService(productService);
