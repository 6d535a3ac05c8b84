-- Orders to erase that hold.
CREATE TABLE erasure (
  log    INTEGER NOT NULL,
  entry  INTEGER NOT NULL,
  author TEXT NOT NULL,
  reason TEXT NOT NULL,    -- EraseReason's word
  at     INTEGER NOT NULL, -- log time, microseconds
  PRIMARY KEY (log, entry)
) WITHOUT ROWID, STRICT;

-- What they name, one row a payload.
CREATE TABLE erased (
  log       INTEGER NOT NULL,
  target    INTEGER NOT NULL, -- entry that commits to the payload
  entry     INTEGER NOT NULL, -- the order
  positions TEXT NOT NULL,    -- of the objects, joined by commas; empty: all of them
  PRIMARY KEY (log, target, entry)
) WITHOUT ROWID, STRICT;
CREATE INDEX erased_by_order ON erased (log, entry);

-- Members' words that it is done.
CREATE TABLE erasure_receipt (
  log    INTEGER NOT NULL,
  entry  INTEGER NOT NULL, -- the order
  member TEXT NOT NULL,
  stands INTEGER NOT NULL, -- entry of the receipt
  at     INTEGER NOT NULL, -- log time, microseconds
  PRIMARY KEY (log, entry, member)
) WITHOUT ROWID, STRICT;
