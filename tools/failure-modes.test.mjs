import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codesIn, onlySpeaksOf, problemsOf, unknownAreas } from './failure-modes.mjs';

const page = (code) => `# ${code}

## What the customer sees

Words that say what is so.

## What happened

Something went wrong here.

## What the shop does by itself

It tries again after a while.

## What you do

Nothing at all, or have a look.
`;

test('a code is found where a fault is made, where a contract lists it, where an answer is written by hand', () => {
  assert.deepEqual(codesIn("new Fault('conflict', 'order.cart.empty', 'words')"), ['order.cart.empty']);
  assert.deepEqual(codesIn("errors: ['payment.b.c', ...keyErrors],"), ['payment.b.c']);
  assert.deepEqual(codesIn('{"error": {"code": "edge.shop.closed"}}'), ['edge.shop.closed']);
});

test('events, metrics, fault points and texts are no codes', () => {
  assert.deepEqual(codesIn("publish('payment.captured'); counter('a_b_total'); say('x.y.z')"), []);
  assert.deepEqual(codesIn("faultPoint('order.checkout.recorded')"), []);
});

test('a fault of an area that is not known is seen', () => {
  assert.deepEqual(unknownAreas("new Fault('conflict', 'order.b.c', 'x'); new Fault('conflict', 'new.b.c', 'x')"), [
    'new',
  ]);
});

test('contracts and web pages speak of codes that others answer with; web. codes are the pages’ own', () => {
  assert.equal(onlySpeaksOf('apps/storefront/src/cart/coupon-words.ts', 'request.body.invalid'), true);
  assert.equal(onlySpeaksOf('libs/contracts/src/order/orders.ts', 'order.cart.empty'), true);
  assert.equal(onlySpeaksOf('libs/web/src/api/api-error.ts', 'web.network.timeout'), false);
  assert.equal(onlySpeaksOf('apps/order/src/orders/place-order.ts', 'order.cart.empty'), false);
});

test('a page without a chapter, with an empty one or with a dead link is named', () => {
  assert.deepEqual(problemsOf('a.b.c', page('a.b.c')), []);
  assert.equal(problemsOf('a.b.c', page('a.b.d')).length, 1);
  assert.equal(problemsOf('a.b.c', page('a.b.c').replace('## What you do', '## Other')).length, 1);
  assert.equal(problemsOf('a.b.c', page('a.b.c').replace('Something went wrong here.', '')).length, 1);
  assert.equal(problemsOf('a.b.c', page('a.b.c').replace('Nothing', '[no](./none.md)')).length, 1);
});
