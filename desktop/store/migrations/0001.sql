-- Everything a desktop keeps. Confirmed tables (bucket, entity, quarantine, seen) are written from the county's
-- answers only; outbox, draft and setting by the operator; row, member and words can be dropped and rebuilt.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE bucket (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  cursor TEXT NOT NULL DEFAULT '',
  count INTEGER NOT NULL DEFAULT 0,
  sum64 TEXT NOT NULL DEFAULT '0',
  state TEXT NOT NULL DEFAULT 'live',
  resynced_at INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE entity (
  pk INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  rev INTEGER NOT NULL,
  parent TEXT NOT NULL,
  body BLOB NOT NULL,
  UNIQUE (kind, id, bucket)
);

CREATE TABLE quarantine (
  bucket INTEGER NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  rev INTEGER NOT NULL,
  parent TEXT NOT NULL,
  reason TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (bucket, kind, id)
);

CREATE TABLE seen (
  bucket INTEGER NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (bucket, kind, id)
) WITHOUT ROWID;

CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  cmd_id TEXT NOT NULL UNIQUE,
  case_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  actor BLOB NOT NULL,
  body BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  hold_until INTEGER NOT NULL,
  n INTEGER,
  state TEXT NOT NULL,
  needs TEXT NOT NULL DEFAULT '',
  conflict TEXT NOT NULL DEFAULT '',
  tries INTEGER NOT NULL DEFAULT 0,
  next_try INTEGER NOT NULL DEFAULT 0,
  replay INTEGER NOT NULL DEFAULT 0,
  outcome BLOB,
  done_at INTEGER NOT NULL DEFAULT 0,
  settled TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT ''
);

CREATE UNIQUE INDEX outbox_n ON outbox (n) WHERE n IS NOT NULL;

CREATE INDEX outbox_waiting ON outbox (case_id, seq) WHERE state IN ('pending', 'sent');

CREATE INDEX outbox_send ON outbox (seq) WHERE state IN ('pending', 'sent');

CREATE INDEX outbox_cards ON outbox (case_id, seq) WHERE state = 'rejected' AND settled = '';

CREATE INDEX outbox_done ON outbox (done_at) WHERE state NOT IN ('pending', 'sent');

CREATE TABLE row (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  number TEXT NOT NULL,
  township TEXT NOT NULL,
  unit TEXT NOT NULL,
  state TEXT NOT NULL,
  queues INTEGER NOT NULL,
  sort_at INTEGER NOT NULL,
  amber_at INTEGER,
  due_at INTEGER,
  pending INTEGER NOT NULL,
  conflict INTEGER NOT NULL,
  flags TEXT NOT NULL,
  title TEXT NOT NULL,
  place TEXT NOT NULL,
  place_text TEXT NOT NULL,
  who TEXT NOT NULL,
  domain TEXT NOT NULL,
  nature TEXT NOT NULL,
  category TEXT NOT NULL,
  source TEXT NOT NULL,
  tier TEXT NOT NULL,
  grade INTEGER NOT NULL,
  round INTEGER NOT NULL,
  dissatisfied INTEGER NOT NULL,
  repeat INTEGER NOT NULL,
  extended INTEGER NOT NULL,
  open INTEGER NOT NULL,
  anonymous INTEGER NOT NULL,
  supervised INTEGER NOT NULL,
  registered_at INTEGER NOT NULL,
  rev INTEGER NOT NULL,
  words INTEGER NOT NULL
);

CREATE INDEX row_due ON row (due_at, pk) WHERE due_at IS NOT NULL;

CREATE INDEX row_registered ON row (registered_at);

CREATE TABLE member (
  queue INTEGER NOT NULL,
  sort_at INTEGER NOT NULL,
  pk INTEGER NOT NULL,
  amber_at INTEGER,
  due_at INTEGER,
  PRIMARY KEY (queue, sort_at, pk)
) WITHOUT ROWID;

CREATE INDEX member_pk ON member (pk);

CREATE INDEX member_due ON member (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX member_amber ON member (amber_at) WHERE amber_at IS NOT NULL;

CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'unicode61');

CREATE TABLE draft (
  id TEXT PRIMARY KEY,
  form TEXT NOT NULL,
  case_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  body TEXT NOT NULL,
  saved_at INTEGER NOT NULL
);
