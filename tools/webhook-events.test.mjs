import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const eventsIn = (text) => text.match(/\b(?:payment_intent|charge|refund|payout)\.[a-z_]+/g) ?? [];
const between = (file, begin, end) => {
  const text = readFileSync(file, 'utf8');
  const from = text.indexOf(begin) + begin.length;
  assert.ok(from >= begin.length, `${file} has no ${begin}`);
  return eventsIn(text.slice(from, text.indexOf(end, from)));
};

const watched = between('apps/payment/src/webhooks/watched-events.ts', 'WATCHED_EVENTS', '];');

test('the provider sends what payment watches, and nothing else: in the native stack, in compose, and as the README subscribes', () => {
  assert.ok(watched.length > 5, 'the watched events were not found');
  assert.deepEqual(between('infra/local/src/supervisor/catalogue.ts', 'webhookEvents = [', '];'), watched);
  assert.deepEqual(between('docker-compose.yml', 'SANDBOX_WEBHOOK_EVENTS: >-', 'depends_on'), watched);
  assert.deepEqual(between('apps/payment/README.md', '--events ', '`'), watched);
});
