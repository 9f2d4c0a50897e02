import http from 'node:http';
import https from 'node:https';
import { currentDeadline } from '@breakwater/resilience';
import { Stripe } from 'stripe';
import { currentProviderCall, type ProviderCall } from './provider-call.js';
import { StripeHttpAnswer } from './stripe-http-answer.js';

/** The provider closes idle connections after a minute or so: be earlier, so that no request meets a closing one. */
const IDLE_MS = 10_000;
const AGENT = { keepAlive: true, maxFreeSockets: 16, timeout: IDLE_MS, scheduling: 'lifo' } as const;

/**
 * No clear answer came. The stripe client repeats a request once when an error says ECONNRESET or EPIPE, even with
 * retries off: this one carries no `code`, so a request goes out once.
 */
class ProviderBroken extends Error {
  override readonly name = 'ProviderBroken';
}

/** The stripe client's way to the network: keep-alive, bounded by time-out, deadline and abort signal, never repeating. */
export class StripeHttpClient extends Stripe.HttpClient {
  private readonly agents = { http: new http.Agent(AGENT), https: new https.Agent(AGENT) };

  override getClientName(): string {
    return 'breakwater';
  }

  override makeRequest(
    host: string,
    port: string,
    path: string,
    method: string,
    headers: http.OutgoingHttpHeaders,
    body: string,
    protocol: string,
    timeoutMs: number,
  ): Promise<StripeHttpAnswer> {
    const call = currentProviderCall.getStore();
    const leftMs = Math.min(timeoutMs, currentDeadline()?.remainingMs() ?? Infinity);
    if (leftMs <= 0 || call?.signal.aborted === true) return Promise.reject(new ProviderBroken('no time left to ask'));
    const plain = protocol === 'http';
    const agent = plain ? this.agents.http : this.agents.https;
    const request = (plain ? http : https).request({ host, port, path, method, headers, agent });
    return exchange(request, body, leftMs, call);
  }

  close(): void {
    this.agents.http.destroy();
    this.agents.https.destroy();
  }
}

/** Sends one request and reads the whole answer; whatever goes wrong on the way is a ProviderBroken. */
function exchange(
  request: http.ClientRequest,
  body: string,
  leftMs: number,
  call: ProviderCall | undefined,
): Promise<StripeHttpAnswer> {
  return new Promise<StripeHttpAnswer>((resolve, reject) => {
    const giveUp = (): void => {
      request.destroy(new Error(`no answer within ${Math.round(leftMs)} ms`));
    };
    const abort = (): void => {
      request.destroy(new Error('aborted'));
    };
    const timer = setTimeout(giveUp, leftMs);
    const done = (): void => {
      clearTimeout(timer);
      call?.signal.removeEventListener('abort', abort);
    };
    const fail = (cause: Error): void => {
      done();
      reject(new ProviderBroken(`${request.method} ${request.path}: ${cause.message}`, { cause }));
    };
    call?.signal.addEventListener('abort', abort);
    if (call !== undefined) markWhenSent(request, call);
    request.on('error', fail);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      // A connection that ends inside the body closes without 'end', and not always with an 'error'.
      response.on('close', () => {
        if (!response.complete) return fail(new Error('the answer broke off'));
        done();
        resolve(new StripeHttpAnswer(response, Buffer.concat(chunks).toString('utf8')));
      });
    });
    request.end(body);
  });
}

/** Before the connection stands nothing can have reached the provider; from then on anything may have. */
function markWhenSent(request: http.ClientRequest, call: ProviderCall): void {
  request.on('socket', (socket) => {
    if (socket.connecting) {
      socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
        call.sent = true;
      });
    } else {
      call.sent = true;
    }
  });
}
