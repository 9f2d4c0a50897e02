/** Every start runs it: each statement leaves alone what is there already. */
export const schema = `
CREATE TABLE IF NOT EXISTS documents (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  created INTEGER NOT NULL,
  parent TEXT,
  facet TEXT,
  body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS documents_by_kind ON documents (kind, seq);
CREATE INDEX IF NOT EXISTS documents_by_created ON documents (kind, created);
CREATE INDEX IF NOT EXISTS documents_by_facet ON documents (kind, facet, seq);
CREATE INDEX IF NOT EXISTS documents_by_parent ON documents (parent, seq) WHERE parent IS NOT NULL;
CREATE INDEX IF NOT EXISTS documents_by_payout ON documents (json_extract(body, '$.payout')) WHERE kind = 'balance_transaction';
CREATE TABLE IF NOT EXISTS search_versions (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  created INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS search_versions_by_id ON search_versions (id, at);
CREATE TABLE IF NOT EXISTS idempotency_keys (
  key TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  path TEXT NOT NULL,
  params TEXT NOT NULL,
  request_id TEXT NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS idempotency_keys_by_time ON idempotency_keys (at);
CREATE TABLE IF NOT EXISTS deliveries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  last_result TEXT
);
CREATE INDEX IF NOT EXISTS deliveries_by_due ON deliveries (due_at);
CREATE TABLE IF NOT EXISTS mails (
  id TEXT PRIMARY KEY,
  received_at INTEGER NOT NULL,
  sender TEXT NOT NULL,
  recipients TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  html TEXT
);
CREATE INDEX IF NOT EXISTS mails_by_time ON mails (received_at);
CREATE TABLE IF NOT EXISTS settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
`;
