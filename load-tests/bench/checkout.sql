-- pgbench: what one checkout asks of the databases of order, product, inventory and payment until the customer has the answer, in the
-- services' own transactions, one after the other as in the shop. The provider, HTTP and Redis cost nothing here. Here the
-- four databases are schemas of one. Taken from the server's log of one checkout (docs/benchmarks.md says how to do that again).
-- Not of the shop is the first one, which chooses one of the 20 SKUs, makes up ids and fetches the shapes.
\set n random(1, 20)
SELECT gen_random_uuid() AS order_id, gen_random_uuid() AS attempt_id, gen_random_uuid() AS owner, gen_random_uuid() AS lease,
       gen_random_uuid() AS key, gen_random_uuid() AS transaction_id, gen_random_uuid() AS event_1, gen_random_uuid() AS event_2,
       gen_random_uuid() AS event_3, gen_random_uuid() AS notice_id, gen_random_uuid() AS session_id,
       md5(nextval('bench.carts')::text)::uuid AS cart_id, 'pi_' || gen_random_uuid() AS reference,
       sku, ARRAY[sku]::text AS skus, lines, address, progress, timeline, answer, payment_event, order_event
  FROM bench.sample, bench.sku WHERE n = :n \gset

-- order: the key, the cart as it is, the offers (product), the order
INSERT INTO "order".idempotency_key AS k (scope, key, request_hash, owner, created_at, locked_until) VALUES ('orders:' || :session_id, :key, md5(:key), :owner, now(), now() + interval '30 s') ON CONFLICT (scope, key) DO UPDATE SET owner = excluded.owner, locked_until = excluded.locked_until, attempt = k.attempt + 1 WHERE k.completed_at IS NULL AND k.request_hash = excluded.request_hash AND k.locked_until <= now() RETURNING attempt;
BEGIN;
INSERT INTO "order".cart (id) VALUES (:cart_id) ON CONFLICT (id) DO NOTHING;
SELECT id, version, current_order_id FROM "order".cart WHERE id = :cart_id FOR UPDATE;
SELECT sku, quantity, offer FROM "order".cart_line WHERE cart_id = :cart_id ORDER BY added_at, sku;
COMMIT;
SELECT v.sku, p.slug, p.title, v.title AS variant_title, v.price_minor, p.currency, v.options AS chosen, p.options, (SELECT jsonb_agg(to_jsonb(pp) ORDER BY pp.position) FROM product.product_picture pp WHERE pp.product_id = p.id) AS pictures FROM product.variant v JOIN product.product p ON p.id = v.product_id WHERE v.sku = ANY(:skus::text[]) ORDER BY v.sku;
BEGIN;
INSERT INTO "order".cart (id) VALUES (:cart_id) ON CONFLICT (id) DO NOTHING;
SELECT id, version, current_order_id FROM "order".cart WHERE id = :cart_id FOR UPDATE;
INSERT INTO "order".orders (id, number, session_id, customer_id, cart_id, idempotency_key, email, shipping_address, lines, currency, subtotal_minor, shipping_minor, total_minor, payment_method, attempt_id, state, progress, timeline, version, placed_at, updated_at, next_attempt_at) VALUES (:order_id, 'BW-7K3F-Q2MX', :session_id, NULL, :cart_id, :key, 'bench@example.com', :address, :lines, 'EUR', 18900, 0, 18900, 'pm_card_visa', :attempt_id, 'pending', :progress, :timeline, 1, now(), now(), now() + interval '15 s');
UPDATE "order".cart SET current_order_id = :order_id, updated_at = now() WHERE id = :cart_id;
COMMIT;
SELECT * FROM "order".orders WHERE id = :order_id;

-- inventory: hold
BEGIN;
SELECT order_id, state, lines, expires_at FROM inventory.reservation WHERE order_id = :order_id FOR UPDATE;
SELECT sku, available FROM inventory.stock WHERE sku = ANY(:skus::text[]) ORDER BY sku FOR UPDATE;
INSERT INTO inventory.reservation (order_id, state, lines, expires_at) VALUES (:order_id, 'held', jsonb_build_array(jsonb_build_object('sku', :sku::text, 'quantity', 1)), now() + interval '900 s');
UPDATE inventory.stock SET available = available - l.quantity, held = held + l.quantity FROM unnest(:skus::text[], ARRAY[1]) AS l(sku, quantity) WHERE stock.sku = l.sku;
COMMIT;
BEGIN;
UPDATE "order".orders SET state = 'reserved', progress = :progress, timeline = :timeline, version = version + 1, tries = 0, updated_at = now(), next_attempt_at = now() + interval '15 s' WHERE id = :order_id AND version = 1 RETURNING id;
COMMIT;
SELECT * FROM "order".orders WHERE id = :order_id;

-- payment: authorise, the intent created, stored, then confirmed
INSERT INTO payment.payment_attempt (id, order_id, order_number, amount_minor, currency, payment_method, return_url, state, next_look_at, created_at, updated_at) VALUES (:attempt_id, :order_id, 'BW-7K3F-Q2MX', 18900, 'EUR', 'pm_card_visa', 'http://localhost:8080/orders/' || :order_id, 'created', now() + interval '30 s', now(), now()) ON CONFLICT (id) DO NOTHING RETURNING id;
SELECT * FROM payment.payment_attempt WHERE id = :attempt_id;
UPDATE payment.payment_attempt SET lease_token = :lease, lease_until = now() + make_interval(secs => 10) WHERE id = :attempt_id AND (lease_until IS NULL OR lease_until < now()) RETURNING *;
BEGIN;
SELECT * FROM payment.payment_attempt WHERE id = :attempt_id FOR UPDATE;
UPDATE payment.payment_attempt SET state = 'created', provider_reference = :reference, decline_code = NULL, decline_message = NULL, next_action_url = NULL, captured_minor = 0, refunded_minor = 0, next_look_at = now() + interval '30 s', updated_at = now(), looks = 0, captured_at = NULL WHERE id = :attempt_id RETURNING *;
COMMIT;
BEGIN;
SELECT * FROM payment.payment_attempt WHERE id = :attempt_id FOR UPDATE;
UPDATE payment.payment_attempt SET state = 'authorized', provider_reference = :reference, decline_code = NULL, decline_message = NULL, next_action_url = NULL, captured_minor = 0, refunded_minor = 0, next_look_at = now() + interval '30 s', updated_at = now(), looks = 0, captured_at = NULL WHERE id = :attempt_id RETURNING *;
INSERT INTO payment.outbox (id, destination, type, data, traceparent, occurred_at, next_attempt_at) VALUES (:event_1, 'order', 'payment.attempt_changed', :payment_event, NULL, now(), now());
COMMIT;
UPDATE payment.payment_attempt SET lease_token = NULL, lease_until = NULL WHERE id = :attempt_id AND lease_token = :lease;
BEGIN;
UPDATE "order".orders SET state = 'authorized', progress = :progress, timeline = :timeline, version = version + 1, tries = 0, updated_at = now(), next_attempt_at = now() + interval '15 s' WHERE id = :order_id AND version = 2 RETURNING id;
UPDATE "order".cart SET version = version + 1, current_order_id = NULL, updated_at = now() WHERE id = :cart_id AND current_order_id = :order_id RETURNING id;
DELETE FROM "order".cart_line WHERE cart_id = :cart_id;
COMMIT;
SELECT * FROM "order".orders WHERE id = :order_id;

-- inventory: the hold becomes a sale
BEGIN;
SELECT order_id, state, lines, expires_at FROM inventory.reservation WHERE order_id = :order_id FOR UPDATE;
SELECT sku, available FROM inventory.stock WHERE sku = ANY(:skus::text[]) ORDER BY sku FOR UPDATE;
UPDATE inventory.reservation SET state = 'confirmed', expires_at = expires_at, updated_at = now() WHERE order_id = :order_id;
UPDATE inventory.stock SET held = held - l.quantity, confirmed = confirmed + l.quantity FROM unnest(:skus::text[], ARRAY[1]) AS l(sku, quantity) WHERE stock.sku = l.sku;
COMMIT;
BEGIN;
UPDATE "order".orders SET state = 'confirmed', progress = :progress, timeline = :timeline, version = version + 1, tries = 0, updated_at = now(), next_attempt_at = now() + interval '15 s' WHERE id = :order_id AND version = 3 RETURNING id;
COMMIT;
SELECT * FROM "order".orders WHERE id = :order_id;

-- payment: capture, with the ledger
SELECT * FROM payment.payment_attempt WHERE id = :attempt_id;
UPDATE payment.payment_attempt SET lease_token = :lease, lease_until = now() + make_interval(secs => 10) WHERE id = :attempt_id AND (lease_until IS NULL OR lease_until < now()) RETURNING *;
BEGIN;
SELECT * FROM payment.payment_attempt WHERE id = :attempt_id FOR UPDATE;
UPDATE payment.payment_attempt SET state = 'captured', provider_reference = :reference, decline_code = NULL, decline_message = NULL, next_action_url = NULL, captured_minor = 18900, refunded_minor = 0, next_look_at = NULL, updated_at = now(), looks = 0, captured_at = now() WHERE id = :attempt_id RETURNING *;
WITH written AS (INSERT INTO ledger.transaction (id, kind, attempt_id, refund_id, source, reverses, reason, occurred_at) VALUES (:transaction_id, 'capture', :attempt_id, NULL, NULL, NULL, NULL, now()) ON CONFLICT DO NOTHING RETURNING id), entries AS (INSERT INTO ledger.entry (transaction_id, account, debit_minor, credit_minor, currency) SELECT written.id, account, debit, credit, currency FROM written, unnest('{customer_receivable,revenue,provider_clearing,customer_receivable}'::text[], '{18900,0,18900,0}'::bigint[], '{0,18900,0,18900}'::bigint[], '{EUR,EUR,EUR,EUR}'::text[]) WITH ORDINALITY AS posting (account, debit, credit, currency, place) ORDER BY place) SELECT id FROM written;
INSERT INTO payment.outbox (id, destination, type, data, traceparent, occurred_at, next_attempt_at) VALUES (:event_2, 'order', 'payment.attempt_changed', :payment_event, NULL, now(), now());
COMMIT;
UPDATE payment.payment_attempt SET lease_token = NULL, lease_until = NULL WHERE id = :attempt_id AND lease_token = :lease;

-- order: paid, and the answer is kept with the key
BEGIN;
UPDATE "order".orders SET state = 'paid', progress = :progress, timeline = :timeline, version = version + 1, tries = 0, updated_at = now(), next_attempt_at = NULL WHERE id = :order_id AND version = 4 RETURNING id;
INSERT INTO "order".outbox (id, destination, type, data, traceparent, occurred_at, next_attempt_at) VALUES (:event_3, 'product', 'order.paid', :order_event, NULL, now(), now());
INSERT INTO "order".notification (id, order_id, notice, next_attempt_at) VALUES (:notice_id, :order_id, 'order_confirmed', now()) ON CONFLICT (order_id, notice) DO NOTHING;
COMMIT;
SELECT * FROM "order".orders WHERE id = :order_id;
UPDATE "order".idempotency_key SET status = 201, body = :answer, completed_at = now() WHERE scope = 'orders:' || :session_id AND key = :key AND owner = :owner AND completed_at IS NULL RETURNING 1;
