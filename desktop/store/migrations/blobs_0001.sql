-- Attachments by content address, in a keyed file of their own so that the main file stays small.

CREATE TABLE blob (
  sha256 TEXT PRIMARY KEY,
  media TEXT NOT NULL,
  size INTEGER NOT NULL,
  state TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  added_at INTEGER NOT NULL,
  bytes BLOB NOT NULL
);

CREATE INDEX blob_waiting ON blob (added_at) WHERE state = 'waiting';
