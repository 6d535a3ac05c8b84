-- Normalised values to where they occur: postings, never pairs. sort orders addresses by number and names by label from
-- the right, so that ranges and parents are one scan.
CREATE TABLE value (
  kind INTEGER NOT NULL,
  sort BLOB NOT NULL,
  key  INTEGER NOT NULL,
  PRIMARY KEY (kind, sort, key)
) WITHOUT ROWID, STRICT;
