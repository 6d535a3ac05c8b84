-- Communities as their logs say. A log without a row here is nobody's community.
CREATE TABLE community (
  log     INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,
  quorum  TEXT NOT NULL,
  steward TEXT NOT NULL,     -- name of the founder, or of who orders the log now
  founded INTEGER NOT NULL,  -- entry
  policy  TEXT,              -- the latest C2SP tlog-policy, or that of the terms of the epoch; NULL: none was stated
  epoch   INTEGER NOT NULL   -- 1: the founder's
) STRICT;

CREATE TABLE member (
  log       INTEGER NOT NULL,
  name      TEXT NOT NULL,   -- the author of its statements
  key       TEXT NOT NULL,   -- C2SP vkey
  title     TEXT NOT NULL,
  kind      TEXT NOT NULL,
  body      TEXT NOT NULL,   -- addresses and witness keys, JSON as it was admitted
  admitted  INTEGER NOT NULL, -- entry
  removed   INTEGER,         -- entry; NULL while it is a member
  reason    TEXT,
  cosigner  TEXT,            -- C2SP vkey with which it cosigns in this epoch; NULL: it has said none
  PRIMARY KEY (log, name)
) WITHOUT ROWID, STRICT;

-- Every key a member speaks or spoke with.
CREATE TABLE member_key (
  log    INTEGER NOT NULL,
  key    TEXT NOT NULL,      -- C2SP vkey
  member TEXT NOT NULL,
  since  INTEGER NOT NULL,   -- entry
  until  INTEGER,            -- entry from which on it counts no more; NULL: the one in use
  reason TEXT,               -- why then: rotated, lost, compromised
  PRIMARY KEY (log, key)
) WITHOUT ROWID, STRICT;

-- Every key a member cosigns or cosigned with.
CREATE TABLE cosigner_key (
  log    INTEGER NOT NULL,
  key    TEXT NOT NULL,      -- C2SP vkey
  member TEXT NOT NULL,
  PRIMARY KEY (log, key)
) WITHOUT ROWID, STRICT;

CREATE TABLE invitation (
  log     INTEGER NOT NULL,
  id      TEXT NOT NULL,
  secret  BLOB NOT NULL,     -- SHA-256
  expires INTEGER NOT NULL,  -- microseconds of log time
  created INTEGER NOT NULL,  -- entry
  used    INTEGER,           -- entry
  revoked INTEGER,           -- entry
  PRIMARY KEY (log, id)
) WITHOUT ROWID, STRICT;
