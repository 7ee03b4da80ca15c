-- Large files lie in pieces, so that one can be read, sent and received bit by bit; `blob.bytes` is empty then.
-- state of a blob: waiting (not yet at the county), verified, partial (being received).

CREATE TABLE piece (
  sha256 TEXT NOT NULL,
  at INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (sha256, at)
);
