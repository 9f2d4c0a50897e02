-- pgbench, after checkout.sql in the same transaction script: what the same checkout asks of the databases once the customer has
-- been answered, or meanwhile. Three events from outbox to inbox, two webhooks of the provider, the mail. What the relays and sweepers
-- ask at their own pace, checkout or not, is not counted.

-- event 1 of 3
BEGIN;
SELECT pg_try_advisory_xact_lock(hashtextextended('bench:' || :event_1, 8104)) AS got;
UPDATE payment.outbox SET lease_owner = :owner, lease_until = now() + interval '10 s' WHERE id IN (SELECT id FROM payment.outbox WHERE id = :event_1 AND destination = 'order' AND delivered_at IS NULL AND next_attempt_at <= now() AND NOT EXISTS (SELECT FROM payment.outbox WHERE destination = 'order' AND delivered_at IS NULL AND lease_until > now()) ORDER BY sequence LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, sequence, type, data, traceparent, occurred_at, attempts;
COMMIT;
BEGIN;
INSERT INTO "order".inbox (id, source, type) VALUES (:event_1, 'payment', 'payment.attempt_changed') ON CONFLICT (id) DO NOTHING RETURNING 1;
UPDATE "order".orders SET next_attempt_at = now() WHERE id = :order_id AND state IN ('requires_action', 'unknown', 'payment_deferred') AND next_attempt_at > now() RETURNING id;
COMMIT;
BEGIN;
UPDATE payment.outbox SET delivered_at = now(), attempts = attempts + 1, lease_owner = NULL, lease_until = NULL WHERE id = ANY(ARRAY[:event_1::uuid]) AND delivered_at IS NULL;
UPDATE payment.outbox SET lease_owner = NULL, lease_until = NULL WHERE destination = 'order' AND delivered_at IS NULL AND lease_owner = :owner;
COMMIT;

-- event 2 of 3
BEGIN;
SELECT pg_try_advisory_xact_lock(hashtextextended('bench:' || :event_2, 8104)) AS got;
UPDATE payment.outbox SET lease_owner = :owner, lease_until = now() + interval '10 s' WHERE id IN (SELECT id FROM payment.outbox WHERE id = :event_2 AND destination = 'order' AND delivered_at IS NULL AND next_attempt_at <= now() AND NOT EXISTS (SELECT FROM payment.outbox WHERE destination = 'order' AND delivered_at IS NULL AND lease_until > now()) ORDER BY sequence LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, sequence, type, data, traceparent, occurred_at, attempts;
COMMIT;
BEGIN;
INSERT INTO "order".inbox (id, source, type) VALUES (:event_2, 'payment', 'payment.attempt_changed') ON CONFLICT (id) DO NOTHING RETURNING 1;
UPDATE "order".orders SET next_attempt_at = now() WHERE id = :order_id AND state IN ('requires_action', 'unknown', 'payment_deferred') AND next_attempt_at > now() RETURNING id;
COMMIT;
BEGIN;
UPDATE payment.outbox SET delivered_at = now(), attempts = attempts + 1, lease_owner = NULL, lease_until = NULL WHERE id = ANY(ARRAY[:event_2::uuid]) AND delivered_at IS NULL;
UPDATE payment.outbox SET lease_owner = NULL, lease_until = NULL WHERE destination = 'order' AND delivered_at IS NULL AND lease_owner = :owner;
COMMIT;

-- event 3 of 3
BEGIN;
SELECT pg_try_advisory_xact_lock(hashtextextended('bench:' || :event_3, 8104)) AS got;
UPDATE "order".outbox SET lease_owner = :owner, lease_until = now() + interval '10 s' WHERE id IN (SELECT id FROM "order".outbox WHERE id = :event_3 AND destination = 'product' AND delivered_at IS NULL AND next_attempt_at <= now() AND NOT EXISTS (SELECT FROM "order".outbox WHERE destination = 'product' AND delivered_at IS NULL AND lease_until > now()) ORDER BY sequence LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, sequence, type, data, traceparent, occurred_at, attempts;
COMMIT;
BEGIN;
INSERT INTO product.inbox (id, source, type) VALUES (:event_3, 'order', 'order.paid') ON CONFLICT (id) DO NOTHING RETURNING 1;
WITH bought AS (SELECT DISTINCT product_id AS id FROM product.variant WHERE sku = ANY(:skus::text[])) INSERT INTO product.bought_together (product_id, with_product_id, orders) SELECT a.id, b.id, 1 FROM bought a JOIN bought b ON b.id <> a.id ORDER BY 1, 2 ON CONFLICT (product_id, with_product_id) DO UPDATE SET orders = bought_together.orders + 1;
COMMIT;
BEGIN;
UPDATE "order".outbox SET delivered_at = now(), attempts = attempts + 1, lease_owner = NULL, lease_until = NULL WHERE id = ANY(ARRAY[:event_3::uuid]) AND delivered_at IS NULL;
UPDATE "order".outbox SET lease_owner = NULL, lease_until = NULL WHERE destination = 'product' AND delivered_at IS NULL AND lease_owner = :owner;
COMMIT;

-- webhook 1 of 2
INSERT INTO payment.webhook_event (id, type, provider_reference, received_at, next_try_at) VALUES ('evt_1' || :order_id, 'payment_intent.amount_capturable_updated', :reference, now(), now()) ON CONFLICT (id) DO NOTHING RETURNING id;
SELECT id FROM payment.payment_attempt WHERE provider_reference = :reference;
UPDATE payment.payment_attempt SET lease_token = :lease, lease_until = now() + make_interval(secs => 10) WHERE id = :attempt_id AND (lease_until IS NULL OR lease_until < now()) RETURNING *;
UPDATE payment.payment_attempt SET lease_token = NULL, lease_until = NULL WHERE id = :attempt_id AND lease_token = :lease;
SELECT id FROM payment.refund WHERE attempt_id = :attempt_id AND state = 'pending' ORDER BY id;
UPDATE payment.webhook_event SET next_try_at = NULL WHERE id = 'evt_1' || :order_id;

-- webhook 2 of 2
INSERT INTO payment.webhook_event (id, type, provider_reference, received_at, next_try_at) VALUES ('evt_2' || :order_id, 'payment_intent.succeeded', :reference, now(), now()) ON CONFLICT (id) DO NOTHING RETURNING id;
SELECT id FROM payment.payment_attempt WHERE provider_reference = :reference;
UPDATE payment.payment_attempt SET lease_token = :lease, lease_until = now() + make_interval(secs => 10) WHERE id = :attempt_id AND (lease_until IS NULL OR lease_until < now()) RETURNING *;
UPDATE payment.payment_attempt SET lease_token = NULL, lease_until = NULL WHERE id = :attempt_id AND lease_token = :lease;
SELECT id FROM payment.refund WHERE attempt_id = :attempt_id AND state = 'pending' ORDER BY id;
UPDATE payment.webhook_event SET next_try_at = NULL WHERE id = 'evt_2' || :order_id;

-- the mail
SELECT * FROM "order".orders WHERE id = :order_id;
UPDATE "order".notification SET sent_at = now() WHERE id = :notice_id;
