-- What the replay needs besides the services' own tables: the shape of one real order, the SKUs, and carts that wait for a checkout.
-- Run once in the replay's database, after the schemas "order", inventory, payment and product have been copied into it.
CREATE SCHEMA bench;
CREATE TABLE bench.sample AS
SELECT o.lines::text AS lines, o.shipping_address::text AS address, o.progress::text AS progress, o.timeline::text AS timeline,
       (SELECT body::text FROM "order".idempotency_key WHERE status = 201 LIMIT 1) AS answer,
       (SELECT data::text FROM payment.outbox LIMIT 1) AS payment_event,
       (SELECT data::text FROM "order".outbox LIMIT 1) AS order_event,
       (o.lines -> 0)::text AS offer
  FROM "order".orders o WHERE o.state = 'paid' ORDER BY o.placed_at LIMIT 1;
CREATE TABLE bench.sku AS
SELECT row_number() OVER (ORDER BY sku)::int AS n, sku FROM inventory.stock WHERE available >= 100000;
ALTER TABLE bench.sku ADD PRIMARY KEY (n);
CREATE SEQUENCE bench.carts;
INSERT INTO "order".cart (id) SELECT md5(n::text)::uuid FROM generate_series(1, 50000) AS n;
INSERT INTO "order".cart_line (cart_id, sku, quantity, offer)
SELECT md5(cart::text)::uuid, sku.sku, 1, sample.offer::jsonb
  FROM generate_series(1, 50000) AS cart JOIN bench.sku ON sku.n = 1 + cart % (SELECT count(*) FROM bench.sku), bench.sample;
ANALYZE;
