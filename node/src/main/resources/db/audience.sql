-- Communities in which keys are handed out.
CREATE TABLE audience_community (
  log     INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,     -- also the id of the audience of all members
  steward TEXT NOT NULL
) STRICT;

CREATE TABLE audience_member (
  log     INTEGER NOT NULL,
  name    TEXT NOT NULL,
  suite   INTEGER,
  key     TEXT,              -- public, base64; NULL for one that gets no keys
  removed INTEGER,           -- entry; NULL while it is a member
  PRIMARY KEY (log, name)
) WITHOUT ROWID, STRICT;

CREATE TABLE audience_epoch (
  log        INTEGER NOT NULL,
  audience   TEXT NOT NULL,
  epoch      INTEGER NOT NULL,
  version    INTEGER NOT NULL, -- of the audience, when this epoch's key was last handed to somebody
  commitment BLOB NOT NULL,    -- 32 bytes
  owner      TEXT NOT NULL,
  entry      INTEGER NOT NULL, -- that began it
  closed     INTEGER,          -- entry by which somebody who has the key left; NULL while it is in use
  PRIMARY KEY (log, audience, epoch)
) WITHOUT ROWID, STRICT;

CREATE TABLE audience_holder (
  log      INTEGER NOT NULL,
  audience TEXT NOT NULL,
  epoch    INTEGER NOT NULL,
  member   TEXT NOT NULL,
  PRIMARY KEY (log, audience, epoch, member)
) WITHOUT ROWID, STRICT;
