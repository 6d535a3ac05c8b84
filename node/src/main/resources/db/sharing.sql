-- Every accepted occurrence of an object is one item: a claim. The JSON stays in the payload file.
CREATE TABLE item (
  key         INTEGER PRIMARY KEY, -- log, entry, position: see ItemKey
  id          TEXT NOT NULL,
  hint        INTEGER NOT NULL,    -- of the id, see IdHint; indexed in its place, so every look-up by id names both
  type        TEXT NOT NULL,
  modified    INTEGER,             -- or created, microseconds since 1970; NULL for what has neither (SCOs)
  added       INTEGER NOT NULL,    -- TAXII date_added, microseconds, strictly rising in key order within a log
  content     INTEGER NOT NULL,    -- first 8 bytes of SHA-256 of the exact bytes: tells equal claims apart from others
  offset      INTEGER NOT NULL,    -- in the payload file of its statement
  length      INTEGER NOT NULL,
  tlp         INTEGER,             -- see TlpCode; NULL when unmarked
  valid_until INTEGER,             -- microseconds; NULL when open
  state       INTEGER NOT NULL     -- see ItemState: 1 version, 2 latest, 4 recalled, 8 revoked, 16 first
) STRICT;
CREATE INDEX item_by_hint ON item (hint);
CREATE INDEX item_by_type ON item (type);

-- The object at key names an object whose id begins like this: a hint of 8 bytes, see Links. Whoever follows it reads the
-- object and sees whether, and in which property, it really does.
CREATE TABLE link (
  target INTEGER NOT NULL,
  key    INTEGER NOT NULL,
  PRIMARY KEY (target, key)
) WITHOUT ROWID, STRICT;

CREATE TABLE batch (
  log     INTEGER NOT NULL,
  entry   INTEGER NOT NULL,
  id      TEXT NOT NULL,
  source  TEXT NOT NULL,
  format  TEXT NOT NULL,
  author  TEXT NOT NULL,
  objects INTEGER NOT NULL,
  added   INTEGER NOT NULL, -- date_added of its first object
  added_last INTEGER NOT NULL,
  PRIMARY KEY (log, entry)
) WITHOUT ROWID, STRICT;
CREATE INDEX batch_by_id ON batch (id);
CREATE INDEX batch_by_added ON batch (log, added_last);

CREATE TABLE recall (
  log      INTEGER NOT NULL,
  entry    INTEGER NOT NULL, -- the recalling entry
  target   INTEGER NOT NULL, -- key of the item
  reason   TEXT NOT NULL,
  reinstated INTEGER,        -- the entry that took the recall back
  PRIMARY KEY (log, entry, target)
) WITHOUT ROWID, STRICT;
CREATE INDEX recall_by_target ON recall (target);

-- The public interface of this slice to other slices' SQL. See also TermsCode.
-- What exists, without claims that only repeat a version. state as in item.
CREATE VIEW shown_item AS
  SELECT key, id, hint, type, modified, added, tlp, valid_until, state, offset, length
  FROM item WHERE state & 1 = 1;

-- Every claim that stands: which source brought which object, when, by which batch and under which marking (see TermsCode). The
-- numbers take a key apart, see ItemKey.
CREATE VIEW claim AS
  SELECT item.key AS key, item.id AS id, item.hint AS hint, item.added AS added, item.tlp AS tlp, batch.source AS source,
    batch.id AS batch
  FROM item JOIN batch ON batch.log = item.key >> 52 AND batch.entry = (item.key >> 14) & 0x3fffffffff
  WHERE item.state & 4 = 0;
