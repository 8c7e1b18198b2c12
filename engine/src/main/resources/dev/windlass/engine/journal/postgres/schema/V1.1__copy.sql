-- How far a copy of a data folder into this database is: no row, or one. While it has no end, no node
-- starts on it.
CREATE TABLE windlass_copy (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  last_stream VARCHAR(255) NOT NULL,
  last_seq    BIGINT NOT NULL,
  began       TIMESTAMPTZ NOT NULL DEFAULT now(),
  ended       TIMESTAMPTZ
);
