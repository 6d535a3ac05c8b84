CREATE TABLE state_claim (
  log    INTEGER NOT NULL,
  size   INTEGER NOT NULL,
  author TEXT NOT NULL,
  entry  INTEGER NOT NULL,
  claim  TEXT NOT NULL,   -- JSON: size, and a SHA-256 for each part
  PRIMARY KEY (log, size, author)
) WITHOUT ROWID, STRICT;
