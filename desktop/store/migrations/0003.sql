-- Figures of the queues by hour, filled from the members that are there.

CREATE TABLE tally (
  queue INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (queue, kind, hour)
) WITHOUT ROWID;

INSERT INTO tally SELECT queue, 0, -1, count(*) FROM member GROUP BY queue;

INSERT INTO tally SELECT queue, 1, due_at / 3600, count(*) FROM member WHERE due_at IS NOT NULL GROUP BY 1, 3;

INSERT INTO tally SELECT -1, 1, due_at / 3600, count(*) FROM row WHERE due_at IS NOT NULL GROUP BY 3;

INSERT INTO tally SELECT queue, 2, hour, sum(count) FROM (
  SELECT queue, amber_at / 3600 AS hour, 1 AS count FROM member WHERE amber_at < due_at
  UNION ALL SELECT queue, due_at / 3600, -1 FROM member WHERE amber_at < due_at
) GROUP BY queue, hour HAVING sum(count) <> 0;
