-- Seats that members offer and have not lost by leaving the community.
CREATE TABLE council_seat (
  log           INTEGER NOT NULL,
  member        TEXT NOT NULL,
  address       TEXT NOT NULL,   -- host:port
  checkpoint    TEXT NOT NULL,   -- C2SP vkey
  checkpoint_id TEXT NOT NULL,   -- id of that key, hex
  time          TEXT NOT NULL,
  time_id       TEXT NOT NULL,
  offered       INTEGER NOT NULL, -- entry
  PRIMARY KEY (log, member)
) WITHOUT ROWID, STRICT;

-- The council in force; no rows: the founder alone orders.
CREATE TABLE council_member (
  log    INTEGER NOT NULL,
  member TEXT NOT NULL,
  place  INTEGER NOT NULL,       -- in the order they were named
  PRIMARY KEY (log, member)
) WITHOUT ROWID, STRICT;

-- Keys of everybody who is or was in it.
CREATE TABLE council_key (
  log           INTEGER NOT NULL,
  member        TEXT NOT NULL,
  checkpoint    TEXT NOT NULL,
  checkpoint_id TEXT NOT NULL,
  time          TEXT NOT NULL,
  time_id       TEXT NOT NULL,
  entry         INTEGER NOT NULL, -- that brought them in first
  PRIMARY KEY (log, time_id, checkpoint_id)
) WITHOUT ROWID, STRICT;
