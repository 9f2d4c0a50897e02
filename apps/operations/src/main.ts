import { runService } from '@breakwater/service-host';
import { operations } from './operations.js';

await runService(operations);
