// Loaded first: node --import @breakwater/telemetry/register dist/main.js
import { startTelemetry } from './sdk.js';

startTelemetry();
