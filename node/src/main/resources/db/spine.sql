-- How far each log is replayed, and the log time there. One row a log.
CREATE TABLE progress (
  log      INTEGER PRIMARY KEY,
  size     INTEGER NOT NULL, -- entries applied by every WITH_ENTRY projection
  log_time INTEGER NOT NULL  -- microseconds, the latest log.time so far
) STRICT;

-- Where the lanes of followed logs stand: the next number of each key, and the statement before it.
CREATE TABLE lane (
  log       INTEGER NOT NULL,
  key       BLOB NOT NULL,    -- 32 bytes of the key's id
  sequence  INTEGER NOT NULL,
  statement BLOB NOT NULL,
  PRIMARY KEY (log, key)
) WITHOUT ROWID, STRICT;

-- What this node's projections of leaves came to at every 4,096th entry.
CREATE TABLE state_root (
  log    INTEGER NOT NULL,
  size   INTEGER NOT NULL,
  part   TEXT NOT NULL,    -- projection and version
  digest BLOB NOT NULL,    -- 32 bytes
  PRIMARY KEY (log, size, part)
) WITHOUT ROWID, STRICT;

-- How far projections that trail are.
CREATE TABLE trail (
  projection TEXT NOT NULL,
  log        INTEGER NOT NULL,
  size       INTEGER NOT NULL,
  PRIMARY KEY (projection, log)
) WITHOUT ROWID, STRICT;

CREATE TABLE projection (
  name    TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) WITHOUT ROWID, STRICT;

-- Every final entry, also those that change nothing.
CREATE TABLE entry (
  log         INTEGER NOT NULL,
  idx         INTEGER NOT NULL,
  type        TEXT NOT NULL,
  version     INTEGER NOT NULL,
  author      TEXT NOT NULL,
  author_time INTEGER NOT NULL, -- microseconds, the author's claim
  log_time    INTEGER NOT NULL, -- microseconds
  objects     INTEGER NOT NULL,
  statement   BLOB NOT NULL,    -- 32 bytes: SHA-256 of the PAE, or of the leaf when it is no statement
  void_reason TEXT,             -- NULL when it was applied
  PRIMARY KEY (log, idx)
) WITHOUT ROWID, STRICT;

-- Applied entries whose payload is closed to this node.
CREATE TABLE sealed (
  log      INTEGER NOT NULL,
  idx      INTEGER NOT NULL,
  audience TEXT NOT NULL,
  epoch    INTEGER NOT NULL,
  finding  TEXT,              -- what its author sealed otherwise than it signed; NULL when only a key is missing
  PRIMARY KEY (log, idx)
) WITHOUT ROWID, STRICT;

-- Members ask for payloads by statement.
CREATE INDEX entry_payload ON entry (log, statement) WHERE objects > 0;
