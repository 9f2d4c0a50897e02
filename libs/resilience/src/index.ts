export {
  currentDeadline,
  type Deadline,
  DEADLINE_HEADER,
  deadlineIn,
  withDeadline,
  withoutDeadline,
} from './deadline.js';
export { faultPoint } from './fault-point.js';
export type { BreakerChange, BreakerPolicy, BreakerState } from './guard/breaker-policy.js';
export type { BulkheadPolicy } from './guard/bulkhead.js';
export { Guard, type GuardPolicy, type RunOptions } from './guard/guard.js';
export type { ProbePolicy, ProbeTurns } from './guard/prober.js';
export type { RampPolicy } from './guard/ramp.js';
export type { BudgetPolicy } from './retry/retry-budget.js';
export type { RetryPolicy } from './retry/retry.js';
export {
  type ClientPolicy,
  createServiceClient,
  DEFAULT_POLICY,
  NO_RETRY,
  SERVICE_TOKEN_HEADER,
  type ServiceClient,
  type ServiceClientOptions,
  type Watch,
} from './client/service-client.js';
export type { AnswerBody, AnyRoute, CallArguments, CallOptions, FullAnswer } from './client/types.js';
