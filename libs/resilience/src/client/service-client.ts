import { Fault } from '@breakwater/kernel';
import { context, propagation } from '@opentelemetry/api';
import { Agent, type Dispatcher } from 'undici';
import { currentDeadline, DEADLINE_HEADER } from '../deadline.js';
import type { BreakerChange } from '../guard/breaker-policy.js';
import { Guard, type GuardPolicy } from '../guard/guard.js';
import { type Answer, isPassing, refusal, showsIllness } from './answer.js';
import { type Exchange, exchange } from './exchange.js';
import type { AnswerBody, AnyRoute, CallArguments, FullAnswer } from './types.js';
import { type RequestParts, urlOf } from './url.js';

export const SERVICE_TOKEN_HEADER = 'x-service-token';

/** Wraps each call, for spans and slow-call warnings; telemetry's `timed` is one. */
export type Watch = <T>(
  name: string,
  attributes: Record<string, string | number>,
  work: () => Promise<T>,
) => Promise<T>;

export interface ServiceClientOptions {
  /** The service that is called, as in metrics and messages: `inventory`. */
  readonly target: string;
  readonly baseUrl: string;
  /** A fresh service token for this target. */
  readonly token: () => string;
  /** Differences from DEFAULT_POLICY. */
  readonly policy?: ClientPolicy;
  /** Hears of each change of the breaker's state. */
  readonly onChange?: (change: BreakerChange) => void;
  /** Own connections (keep-alive) when left out. */
  readonly dispatcher?: Dispatcher;
  readonly watch?: Watch;
}

/** How one dependency is called: what differs from DEFAULT_POLICY. */
export type ClientPolicy = Partial<Pick<GuardPolicy, 'timeoutMs' | 'bulkhead' | 'breaker' | 'retry'>>;

export const DEFAULT_POLICY = {
  timeoutMs: 2000,
  bulkhead: { limit: 128, queue: 128 },
  breaker: {
    windowMs: 2000,
    volumeThreshold: 5,
    errorThresholdPercentage: 50,
    resetTimeoutMs: 1000,
    ramp: { overMs: 1000 },
  },
  retry: { tries: 2, baseMs: 50, maxMs: 200 },
} as const satisfies ClientPolicy;

/** For calls whose caller, or whose next turn, is the retry. */
export const NO_RETRY = { tries: 1, baseMs: 0, maxMs: 0 } as const;

/** The callee gets this much less than we wait, so that its answer "too late" still arrives. */
const HOP_MS = 10;
const MAX_RESPONSE_BYTES = 32 * 1024 * 1024;

export interface ServiceClient {
  readonly target: string;
  /** The body of the 2xx answer, parsed by the route's schema. Everything else is a Fault, see `callFull`. */
  call<const R extends AnyRoute>(route: R, ...args: CallArguments<R>): Promise<AnswerBody<R>>;
  /**
   * The same with the status. Faults: the remote's own code where it sent an ErrorBody, the guard's, and
   * `resilience.call.unreachable` | `.broken` | `.unreadable` | `.unexplained`.
   */
  callFull<const R extends AnyRoute>(route: R, ...args: CallArguments<R>): Promise<FullAnswer<R>>;
  state(): ReturnType<Guard['state']>;
  close(): Promise<void>;
}

export function createServiceClient(options: ServiceClientOptions): ServiceClient {
  return new HttpServiceClient(options);
}

class HttpServiceClient implements ServiceClient {
  readonly target: string;
  private readonly guard: Guard;
  private readonly dispatcher: Dispatcher;
  private readonly watch: Watch;

  constructor(private readonly options: ServiceClientOptions) {
    this.target = options.target;
    this.guard = new Guard({
      ...DEFAULT_POLICY,
      ...options.policy,
      name: options.target,
      ...(options.onChange === undefined ? {} : { onChange: options.onChange }),
    });
    // No time-outs of its own but for connecting: the guard has one for the whole call.
    this.dispatcher =
      options.dispatcher ??
      new Agent({
        keepAliveTimeout: 4000,
        connect: { timeout: 1000 },
        headersTimeout: 0,
        bodyTimeout: 0,
        maxResponseSize: MAX_RESPONSE_BYTES,
      });
    this.watch = options.watch ?? ((_name, _attributes, work) => work());
  }

  async call<const R extends AnyRoute>(route: R, ...args: CallArguments<R>): Promise<AnswerBody<R>> {
    return (await this.callFull(route, ...args)).body;
  }

  async callFull<const R extends AnyRoute>(route: R, ...args: CallArguments<R>): Promise<FullAnswer<R>> {
    const parts: RequestParts = args[0] ?? {};
    const call = `${route.method} ${this.target} ${route.path}`;
    const attributes = { 'peer.service': this.target, 'http.request.method': route.method, 'url.template': route.path };
    const answer = await this.watch(call, attributes, () => this.send(route, call, parts));
    return read(call, route, answer) as FullAnswer<R>;
  }

  state(): ReturnType<Guard['state']> {
    return this.guard.state();
  }

  async close(): Promise<void> {
    this.guard.close();
    if (this.options.dispatcher === undefined) await this.dispatcher.close();
  }

  private async send(route: AnyRoute, call: string, parts: RequestParts): Promise<Answer> {
    const timeoutMs = Math.min(
      parts.timeoutMs ?? this.guard.policy.timeoutMs,
      currentDeadline()?.remainingMs() ?? Infinity,
    );
    const giveUpAt = performance.now() + timeoutMs;
    const healthy = async (signal: AbortSignal): Promise<Answer> => {
      const answer = await exchange(this.dispatcher, this.prepare(route, call, parts, giveUpAt), signal);
      if (showsIllness(answer, route.errors ?? [])) throw refusal(call, answer);
      return answer;
    };
    return this.guard.run(healthy, {
      ...(parts.timeoutMs === undefined ? {} : { timeoutMs: parts.timeoutMs }),
      ...(parts.retry !== false && repeatable(route) ? { retryIf: isPassing } : {}),
    });
  }

  private prepare(route: AnyRoute, call: string, parts: RequestParts, giveUpAt: number): Exchange {
    const body = parts.body === undefined ? undefined : JSON.stringify(parts.body);
    const headers: Record<string, string> = {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...parts.headers,
      [SERVICE_TOKEN_HEADER]: this.options.token(),
      [DEADLINE_HEADER]: String(Math.max(1, Math.floor(giveUpAt - performance.now()) - HOP_MS)),
    };
    propagation.inject(context.active(), headers);
    return { call, url: urlOf(this.options.baseUrl, route.path, parts), method: route.method, headers, body };
  }
}

/** May it be sent twice? */
function repeatable(route: AnyRoute): boolean {
  return route.idempotent ?? ['GET', 'PUT', 'DELETE'].includes(route.method);
}

function read(call: string, route: AnyRoute, answer: Answer): { status: number; body: unknown } {
  const { status, body } = answer;
  if (status < 200 || status >= 300) throw refusal(call, answer);
  const schema = route.responses[status];
  const unreadable = (why: string, cause?: unknown): Fault =>
    new Fault('bad_gateway', 'resilience.call.unreadable', `${call}: ${why}`, { cause });
  if (schema === undefined) throw unreadable(`${status} is not in its contract`);
  try {
    return { status, body: schema.parse(body) };
  } catch (error) {
    throw unreadable(`the ${status} answer does not fit its contract`, error);
  }
}
