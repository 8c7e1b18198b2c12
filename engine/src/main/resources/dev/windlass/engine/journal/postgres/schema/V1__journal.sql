-- The tables that pekko-persistence-jdbc reads and writes, with its names and columns, and ours.

CREATE TABLE event_journal (
  ordering           BIGSERIAL NOT NULL,
  persistence_id     VARCHAR(255) NOT NULL,
  sequence_number    BIGINT NOT NULL,
  deleted            BOOLEAN NOT NULL DEFAULT FALSE,
  writer             VARCHAR(255) NOT NULL,
  write_timestamp    BIGINT,
  adapter_manifest   VARCHAR(255),
  event_ser_id       INTEGER NOT NULL,
  event_ser_manifest VARCHAR(255) NOT NULL,
  event_payload      BYTEA NOT NULL,
  meta_ser_id        INTEGER,
  meta_ser_manifest  VARCHAR(255),
  meta_payload       BYTEA,
  PRIMARY KEY (persistence_id, sequence_number)
);

-- Long events come deflated; pressing them again would cost time and win nothing.
ALTER TABLE event_journal ALTER COLUMN event_payload SET STORAGE EXTERNAL;

CREATE UNIQUE INDEX event_journal_ordering_idx ON event_journal (ordering);

-- Stays empty: events are not tagged. The plugin expects it.
CREATE TABLE event_tag (
  event_id BIGINT NOT NULL REFERENCES event_journal (ordering) ON DELETE CASCADE,
  tag      VARCHAR(256) NOT NULL,
  PRIMARY KEY (event_id, tag)
);

CREATE TABLE snapshot (
  persistence_id        VARCHAR(255) NOT NULL,
  sequence_number       BIGINT NOT NULL,
  created               BIGINT NOT NULL,
  snapshot_ser_id       INTEGER NOT NULL,
  snapshot_ser_manifest VARCHAR(255) NOT NULL,
  snapshot_payload      BYTEA NOT NULL,
  meta_ser_id           INTEGER,
  meta_ser_manifest     VARCHAR(255),
  meta_payload          BYTEA,
  PRIMARY KEY (persistence_id, sequence_number)
);

-- The installation's secret: one row. Whoever can read it can forge ids.
CREATE TABLE windlass_secret (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  secret BYTEA NOT NULL CHECK (length(secret) = 32)
);

-- Read by programs from before the history of changes was kept; never changed any more.
CREATE TABLE windlass_schema (version INTEGER NOT NULL);
INSERT INTO windlass_schema VALUES (1);
