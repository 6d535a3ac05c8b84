-- What each claim of an indicator (or of observed data marked for detection) says about finding it.
CREATE TABLE detection (
  key        INTEGER PRIMARY KEY, -- of the item, see ItemKey
  id         TEXT NOT NULL,
  hint       INTEGER NOT NULL,    -- first 8 bytes of SHA-256 of the id: finds all claims of one id without an index of ids
  version    INTEGER NOT NULL,    -- modified, else created, microseconds; 0 when it states neither
  how        INTEGER NOT NULL,    -- see Wanted: 1 by the index, 2 over windows of observations, 3 not at all
  category   TEXT,                -- see Wanted.Category: why not at all
  reason     TEXT,                -- the same as a sentence
  flags      INTEGER NOT NULL,    -- 1 revoked, 2 not for detection, 4 benign
  starts     INTEGER,             -- valid_from, microseconds
  since      INTEGER,             -- from here a lifetime counts
  until      INTEGER,             -- valid_until
  confidence INTEGER
) STRICT;
CREATE INDEX detection_by_hint ON detection (hint);
CREATE INDEX detection_by_window ON detection (id) WHERE how = 2;
-- Few begin later than they come.
CREATE INDEX detection_by_start ON detection (starts) WHERE starts IS NOT NULL;

-- The values to look for, in the canonical form of their kind.
CREATE TABLE watched (
  key   INTEGER NOT NULL,
  part  INTEGER NOT NULL, -- from 0; a pattern over windows has one row of kind 0
  kind  INTEGER NOT NULL, -- MatchKind.code
  value TEXT NOT NULL,
  ends  INTEGER,          -- microseconds, when it ends by itself; NULL never
  PRIMARY KEY (key, part)
) WITHOUT ROWID, STRICT;
CREATE INDEX watched_by_end ON watched (ends) WHERE ends IS NOT NULL;

-- Claims that a recall or reinstatement touched, by the entry that did.
CREATE TABLE detection_touched (
  log   INTEGER NOT NULL,
  entry INTEGER NOT NULL,
  key   INTEGER NOT NULL,
  PRIMARY KEY (log, entry, key)
) WITHOUT ROWID, STRICT;

-- What members report of an object: sightings of it and opinions on it.
CREATE TABLE reported (
  key    INTEGER NOT NULL,
  part   INTEGER NOT NULL, -- an opinion may be on several objects
  target TEXT NOT NULL,    -- id of the object it is about
  id     TEXT NOT NULL,    -- of the sighting or opinion
  reporter TEXT NOT NULL,  -- who reports, see Report
  version INTEGER NOT NULL,
  verdict INTEGER NOT NULL, -- 1 seen, 2 false positive, 3 another opinion
  count  INTEGER NOT NULL,
  first  INTEGER,          -- microseconds
  last   INTEGER,
  PRIMARY KEY (key, part)
) WITHOUT ROWID, STRICT;
CREATE INDEX reported_by_target ON reported (target);
