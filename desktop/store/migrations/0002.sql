-- Work brought over from another desk, and from where.

ALTER TABLE outbox ADD COLUMN origin TEXT NOT NULL DEFAULT '';

CREATE TABLE brought (
  file TEXT PRIMARY KEY,
  device TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  brought_at INTEGER NOT NULL,
  commands INTEGER NOT NULL
);
