// Real processes, started as every service is: node --import @breakwater/telemetry/register.
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const run = promisify(execFile);
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

interface Outcome {
  /** What the program passed to `tell`. */
  readonly told: Record<string, unknown>;
  readonly logs: Record<string, unknown>[];
}

function parse(text: string): Record<string, unknown>[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Runs `body` with everything of @breakwater/telemetry in scope as `t`. */
async function program(body: string, env: Record<string, string> = {}): Promise<Outcome> {
  const code = `import * as t from '@breakwater/telemetry';
    const traceparent = '00-${TRACE}-00f067aa0ba902b7-01';
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const tell = (facts) => process.stderr.write(JSON.stringify(facts) + '\\n');
    ${body}`;
  const flags = ['--import', '@breakwater/telemetry/register', '--input-type=module', '--eval', code];
  const own = { PATH: process.env['PATH'] ?? '', SERVICE_NAME: 'shop', INSTANCE_ID: 'shop-1', ...env };
  const { stdout, stderr } = await run(process.execPath, flags, { env: own });
  return { told: Object.assign({}, ...parse(stderr)) as Record<string, unknown>, logs: parse(stdout) };
}

describe('a process without collector', () => {
  it('binds no port and ends by itself', async () => {
    const { told } = await program('tell({ resources: process.getActiveResourcesInfo() });');
    expect(told['resources']).not.toContain('TCPServerWrap');
  });
  it('renders rate, errors and duration of each route', async () => {
    const { told } = await program(`
      t.observeRequest({ route: '/orders/:orderId', method: 'GET', status: 200, seconds: 0.02 });
      t.observeRequest({ route: '/orders/:orderId', method: 'GET', status: 503, seconds: 2 });
      tell({ text: await t.renderPrometheus() });`);
    const labels = 'http_route="/orders/:orderId",http_request_method="GET",http_response_status_code="200"';
    for (const line of [
      `http_server_request_duration_seconds_count{${labels}} 1`,
      `http_server_request_duration_seconds_bucket{${labels},le="0.01"} 0`,
      `http_server_request_duration_seconds_bucket{${labels},le="0.025"} 1`,
      'http_response_status_code="503"} 1',
    ]) {
      expect(told['text']).toContain(line);
    }
  });
  it('renders the instruments of its service, read at that moment', async () => {
    const { told } = await program(`
      t.counter('things_total', { help: 'x', labels: ['kind'] }).add(2, { kind: 'a' });
      t.histogram('plain_seconds', { help: 'x' }).record(0.5);
      t.gauge('level', { help: 'x' }).set(7);
      let waiters = 3;
      const stop = t.observedGauge('pool_waiters', { help: 'x', labels: ['pool'] }, () => [
        { value: waiters, labels: { pool: 'writer' } },
      ]);
      const first = await t.renderPrometheus();
      waiters = 5;
      const second = await t.renderPrometheus();
      stop();
      tell({ first, second, third: await t.renderPrometheus() });`);
    expect(told['first']).toContain('pool_waiters{pool="writer"} 3');
    expect(told['second']).toContain('pool_waiters{pool="writer"} 5');
    expect(told['third']).toContain('pool_waiters{pool="writer"} NaN');
    for (const line of ['things_total{kind="a"} 2', 'plain_seconds_count 1', 'level 7']) {
      expect(told['first']).toContain(line);
    }
  });
  it('tells of itself: who it is, lag, memory, processor time', async () => {
    const { told } = await program('tell({ text: await t.renderPrometheus() });');
    expect(told['text']).toContain('service_info{service="shop",instance="shop-1"');
    for (const name of ['nodejs_eventloop_lag_seconds', 'process_resident_memory_bytes', 'process_cpu_seconds_total']) {
      expect(told['text']).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
  });
  it('sees a blocked event loop', async () => {
    const { told } = await program(`
      for (let tries = 0; tries < 50 && t.eventLoopLagMs() < 50; tries++) {
        const until = performance.now() + 150;
        while (performance.now() < until);
        await pause(1);
      }
      tell({ lag: t.eventLoopLagMs() });`);
    expect(told['lag']).toBeGreaterThanOrEqual(50);
  });
  it('makes trace ids, passes them on and logs with them, so that the logs of all services meet', async () => {
    const { told, logs } = await program(`
      const span = t.startServerSpan({ method: 'GET', route: '/x', headers: { traceparent } });
      await span.run(async () => {
        await pause(1);
        t.log.info('inside');
        tell({ carried: t.injectContext({}).traceparent });
      });
      span.end(200);
      t.createLogger('relay').info('outside');
      tell({ fresh: t.startServerSpan({ method: 'GET', route: '/x', headers: {} }).traceId });`);
    expect(told['carried']).toContain(TRACE);
    expect(told['fresh']).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    expect(logs).toMatchObject([
      { msg: 'inside', traceId: TRACE, service: 'shop', instance: 'shop-1' },
      { msg: 'outside', name: 'relay' },
    ]);
    expect(logs[1]).not.toHaveProperty('traceId');
  });
  it('carries the trace through a queue or a row of the outbox', async () => {
    const { told } = await program(`
      const row = t.startServerSpan({ method: 'GET', route: '/x', headers: { traceparent } }).run(() => t.injectContext({}));
      const stored = JSON.parse(JSON.stringify(row));
      await t.withExtractedContext(stored, () => t.timed('pg.query', {}, async () => tell({ inside: t.currentTraceId() })));
      tell({ outside: t.currentTraceId() ?? null });
      t.withExtractedContext({ traceparent: 'garbage' }, () => tell({ garbage: t.currentTraceId() ?? null }));`);
    expect(told).toEqual({ inside: TRACE, outside: null, garbage: null });
  });
  it('warns of every call over a second, with the trace, and counts it', async () => {
    const { told, logs } = await program(`
      const span = t.startServerSpan({ method: 'GET', route: '/x', headers: { traceparent } });
      await span.run(() => t.timed('smtp.send', { 'server.address': 'mail' }, () => pause(1050)));
      span.end(200);
      tell({ text: await t.renderPrometheus() });`);
    expect(logs).toMatchObject([
      { level: 'warn', msg: 'slow call', call: 'smtp.send', 'server.address': 'mail', traceId: TRACE },
      { level: 'warn', msg: 'slow call', call: 'GET /x', status: 200, traceId: TRACE },
    ]);
    expect(logs[0]?.['durationMs']).toBeGreaterThan(1000);
    expect(told['text']).toContain('slow_calls_total{call="smtp.send"} 1');
  });
  it('writes its last lines when it exits or dies of an error', async () => {
    const { logs } = await program(`
      process.on('uncaughtException', (error) => { t.log.fatal({ err: error }, 'dying'); process.exit(0); });
      t.log.info('one');
      throw new Error('unexpected');`);
    // The line that is being written when the process ends may come after those that had to wait for it.
    expect(logs).toHaveLength(2);
    expect(logs).toContainEqual(expect.objectContaining({ msg: 'one' }));
    expect(logs).toContainEqual(
      expect.objectContaining({ msg: 'dying', err: expect.objectContaining({ message: 'unexpected' }) }),
    );
  });
});

describe('a process with a collector', () => {
  it('sends spans and metrics there, and what is left when it stops', async () => {
    const received: Record<string, string> = {};
    const collector = createServer((request, response) => {
      const path = request.url ?? '';
      request.setEncoding('latin1').on('data', (chunk: string) => {
        received[path] = (received[path] ?? '') + chunk;
      });
      request.on('end', () => response.writeHead(200).end());
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    const { told } = await program(
      `const span = t.startServerSpan({ method: 'GET', route: '/orders/:orderId', headers: {} });
      await span.run(() => t.timed('pg.query', { 'db.system.name': 'postgresql' }, () => pause(1)));
      const gone = Object.assign(new Error('x'), { code: 'ECONNRESET' });
      await span.run(() => t.timed('redis.get', {}, () => Promise.reject(gone))).catch(() => {});
      span.end(500);
      await t.timed('orphan.call', {}, () => pause(1));
      t.counter('sent_total', { help: 'x' }).add(1);
      tell({ text: await t.renderPrometheus() });
      await t.stopTelemetry();`,
      { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
    );
    await new Promise((resolve) => collector.close(resolve));
    for (const text of ['GET /orders/:orderId', 'pg.query', 'postgresql', 'redis.get', 'ECONNRESET', 'shop-1']) {
      expect(received['/v1/traces']).toContain(text);
    }
    expect(received['/v1/traces']).not.toContain('orphan.call');
    expect(received['/v1/metrics']).toContain('sent_total');
    expect(told['text']).toContain('sent_total 1');
  });
  it('is not held up by one that hangs', async () => {
    const deaf = createServer(() => {});
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
    const { told } = await program(
      `t.startServerSpan({ method: 'GET', route: '/x', headers: {} }).end(200);
      const before = performance.now();
      await t.stopTelemetry();
      tell({ tookMs: performance.now() - before });
      process.exit(0);`,
      { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(deaf.address() as AddressInfo).port}` },
    );
    deaf.closeAllConnections();
    await new Promise((resolve) => deaf.close(resolve));
    expect(told['tookMs']).toBeLessThan(4000);
  });
});
